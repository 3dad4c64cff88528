import * as z from 'zod/mini';
import { timestampSchema, uuidSchema } from '../ids.ts';
import { hashSchema, policyIdSchema, recipientIdSchema } from '../policy/document.ts';
import { fieldIdSchema } from '../policy/fields.ts';
import { purposes } from '../policy/purposes.ts';

/** How a disclosure ended, as far as the server knows. `unknown`: it was begun and nobody answered. */
export const outcomes = ['acknowledged', 'not_sent', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

const base = {
  v: z.literal(1),
  disclosureId: uuidSchema,
  at: timestampSchema,
};

/**
 * What an entry of the disclosure log commits to. Only the person gets it, with its nonce; the log holds
 * `SHA-256('bisik-disclosure-v1' ‖ nonce ‖ canonical JSON)`.
 */
export const openingSchema = z.discriminatedUnion('kind', [
  /** Durable before the first byte is sent. */
  z.object({
    ...base,
    kind: z.literal('about_to_send'),
    recipient: recipientIdSchema,
    purpose: z.enum(purposes),
    policy: policyIdSchema,
    fields: z.array(fieldIdSchema).check(z.maxLength(16)),
    /** SHA-256 of the payload's bytes. */
    payloadHash: hashSchema,
    /** The consent record it rests on; for required purposes, the acceptance. */
    recordHash: hashSchema,
  }),
  z.object({ ...base, kind: z.literal('outcome'), outcome: z.enum(outcomes) }),
  z.object({ ...base, kind: z.literal('deletion_asked') }),
  z.object({ ...base, kind: z.literal('deletion_confirmed') }),
]);
export type Opening = z.infer<typeof openingSchema>;

/** An opening as the person gets it, with the place of its commitment in the log. */
export const openedEntrySchema = z.object({
  epoch: z.int().check(z.minimum(1)),
  index: z.int().check(z.minimum(0)),
  /** 32 bytes, base64. */
  nonce: z.string().check(z.maxLength(44)),
  /** Canonical JSON of an opening, byte for byte. */
  opening: z.string().check(z.maxLength(4_096)),
});

/** One disclosure with everything the person may see of it. */
export const disclosureSchema = z.object({
  disclosureId: uuidSchema,
  /** Grows by one for each disclosure of the account. */
  number: z.int().check(z.minimum(1)),
  /** The bytes that were sent, byte for byte. */
  payload: z.string().check(z.maxLength(4_096)),
  entries: z.array(openedEntrySchema).check(z.maxLength(16)),
});
