import * as z from 'zod/mini';
import { hashOf } from '../canonical-json.ts';
import { hashSchema, recipientIdSchema } from '../policy/document.ts';
import { purposes } from '../policy/purposes.ts';

/** Exactly what stood before the person when they decided. */
export const shownSchema = z.object({
  language: z.enum(['en', 'ms']),
  /** Hash of the version that was shown. */
  policyHash: hashSchema,
  /** Every text, in the order in which it is read, the labels of buttons included. */
  texts: z.array(z.string().check(z.maxLength(70_000))).check(z.maxLength(200)),
  /** Each box or switch, as it stood before it was touched. */
  boxes: z
    .array(
      z.object({ purpose: z.enum(purposes), recipient: recipientIdSchema, ticked: z.boolean() }),
    )
    .check(z.maxLength(32)),
});
export type Shown = z.infer<typeof shownSchema>;

/** SHA-256 of the canonical JSON of what was shown, 64 hex digits: the `shown` of a record. */
export const shownHash = ({ language, policyHash, texts, boxes }: Shown): string =>
  hashOf({
    language,
    policyHash,
    texts,
    boxes: boxes.map(({ purpose, recipient, ticked }) => ({ purpose, recipient, ticked })),
  });
