import * as z from 'zod/mini';
import { timestampSchema, uuidSchema } from '../ids.ts';
import { policyIdSchema } from '../policy/document.ts';
import { purposes } from '../policy/purposes.ts';
import { fromBase64, toBase64 } from '../transparency/base64.ts';
import { prefixedBytes } from '../utf8.ts';
import { deletionHandlePattern } from './payload.ts';

/** What an affiliate answers at, below its address. `disclosures`: POST of a batch. `suggestions`: GET. */
export const affiliatePaths = {
  disclosures: '/v1/disclosures',
  suggestions: '/v1/suggestions',
} as const;

/** Name of the header that carries `formatAffiliateSignature`. */
export const affiliateSignatureHeader = 'bisik-signature';
/** How far the time of a signature may be from the affiliate's clock, in milliseconds. */
export const affiliateSignatureWindowMs = 300_000;
/** No batch is longer, in bytes. */
export const maxBatchBytes = 524_288;

const deletionHandleSchema = z.string().check(z.regex(deletionHandlePattern));

const disclosedPayloadSchema = z.catchall(
  z.object({
    deletionHandle: deletionHandleSchema,
    policy: policyIdSchema,
    purpose: z.enum(purposes),
  }),
  z.union([z.string().check(z.maxLength(256)), z.number()]),
);
/** What `buildPayload` made, as a value: canonical JSON of it is those very bytes. */
export type DisclosedPayload = z.infer<typeof disclosedPayloadSchema>;

const batchItemSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: uuidSchema,
    kind: z.literal('disclosure'),
    payload: disclosedPayloadSchema,
  }),
  z.strictObject({
    id: uuidSchema,
    kind: z.literal('deletion'),
    payload: z.strictObject({ deletionHandle: deletionHandleSchema }),
  }),
]);

/** What is sent at once, as canonical JSON (RFC 8785). An item with an id that was answered before changes nothing. */
export const batchSchema = z.strictObject({
  batchId: uuidSchema,
  items: z.array(batchItemSchema).check(z.minLength(1), z.maxLength(100)),
});
export type Batch = z.infer<typeof batchSchema>;

/** One result for each item, in the batch's order. `unknown_handle`: there was nothing to delete. */
export const batchAnswerSchema = z.object({
  results: z
    .array(z.object({ id: uuidSchema, result: z.enum(['taken', 'deleted', 'unknown_handle']) }))
    .check(z.maxLength(100)),
});
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** Who might know whom, by the deletion handles of what each of them shared. */
export const suggestionsSchema = z
  .array(z.object({ for: deletionHandleSchema, suggest: deletionHandleSchema }))
  .check(z.maxLength(10_000));
export type Suggestions = z.infer<typeof suggestionsSchema>;

/** A server's signature on a request. `at`: milliseconds since 1970. `keyId`: `serverIdOf` its key. */
export interface AffiliateSignature {
  readonly at: number;
  readonly keyId: string;
  /** Ed25519, 64 bytes, over `affiliateSignatureBytes`. */
  readonly signature: Uint8Array;
}

/** The bytes that a server signs for a request at `at` with `body`; a GET has none. */
export const affiliateSignatureBytes = (at: number, body: Uint8Array): Uint8Array =>
  prefixedBytes('bisik-affiliate-v1', prefixedBytes(`${at}.`, body));

/** As in `t=1790000000000,k=0011aabb,s=BASE64`. */
export const formatAffiliateSignature = ({ at, keyId, signature }: AffiliateSignature): string =>
  `t=${at},k=${keyId},s=${toBase64(signature)}`;

/** Reads that header; null for anything else. Nothing is verified. */
export const parseAffiliateSignature = (header: string): AffiliateSignature | null => {
  const [, time = '', keyId = '', text = ''] =
    /^t=(0|[1-9]\d{0,15}),k=([0-9a-f]{8}),s=([A-Za-z0-9+/=]{88})$/.exec(header) ?? [];
  const at = timestampSchema.safeParse(Number(time));
  const signature = fromBase64(text);
  return time !== '' && at.success && signature?.length === 64
    ? { at: at.data, keyId, signature }
    : null;
};
