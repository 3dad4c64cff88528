import * as z from 'zod/mini';
import {
  accountIdSchema,
  bytesSchema,
  deviceIdSchema,
  timestampSchema,
  uuidSchema,
} from '../ids.ts';
import { hashSchema, policyIdSchema, recipientIdSchema, regimeSchema } from '../policy/document.ts';
import { chosenPurposes, purposes } from '../policy/purposes.ts';

/** Version of the record's shape. */
export const recordVersion = 1;

/**
 * States of ISO/IEC TS 27560 as the W3C's Data Privacy Vocabulary maps them. `notified`: told under an opt-out, not objected
 * yet; its sharing starts with the policy. `given`, `refused`: answered. `deferred`: not now. `withdrawn`: a yes taken back.
 * `objected`: no under an opt-out, inside its window. `superseded` follows from versions and is never signed.
 */
export const decisionStates = [
  'notified',
  'given',
  'refused',
  'deferred',
  'withdrawn',
  'objected',
] as const;

/** How the person said it. */
export const methods = [
  /** The acceptance screen: accepted, with the boxes as they stood. */
  'acceptance',
  /** The acceptance screen: not now. */
  'not_now',
  /** A switch in Settings. */
  'settings',
  /** The switch that objects to every chosen purpose, now and in versions to come. */
  'global_opt_out',
  /** That switch turned off again, which gives nothing by itself. */
  'global_opt_out_ended',
  /** The program could not tell what had been chosen, and took the stricter. */
  'stricter_after_damage',
] as const;
export type Method = (typeof methods)[number];

/** What was decided about one purpose with one recipient. */
const decisionSchema = z.object({
  purpose: z.enum(chosenPurposes),
  recipient: recipientIdSchema,
  state: z.enum(decisionStates),
});
export type Decision = z.infer<typeof decisionSchema>;

/** What a device signs: fields of ISO/IEC TS 27560:2023, flat. Canonical JSON (RFC 8785) is what is hashed. */
export const consentRecordSchema = z.object({
  v: z.literal(recordVersion),
  recordId: uuidSchema,
  /** The data subject, by account; the server knows the number, the record does not. */
  accountId: accountIdSchema,
  deviceId: deviceIdSchema,
  /** From 1 on each device, without gaps. */
  sequence: z.int().check(z.minimum(1)),
  /** Hash of this device's record before; null for the first. */
  previous: z.nullable(hashSchema),
  /** The account-wide order of the newest record that this device had from the server as the person decided; 0 for none. */
  seenOrder: z.int().check(z.minimum(0)),
  /** By the device's clock. */
  at: timestampSchema,
  policy: policyIdSchema,
  policyHash: hashSchema,
  /** SHA-256 of exactly what was shown (`shownHash`): texts, language, how each box stood at first. */
  shown: hashSchema,
  language: z.enum(['en', 'ms']),
  /** The regime that held; stricter than the policy's where the person picked so. */
  regime: regimeSchema,
  method: z.enum(methods),
  decisions: z.array(decisionSchema).check(z.maxLength(32)),
  /** The legal basis each row rested on as it was shown. */
  bases: z
    .array(
      z.object({
        purpose: z.enum(purposes),
        recipient: recipientIdSchema,
        basis: z.enum(['consent', 'legitimate_interest_opt_out', 'required']),
      }),
    )
    .check(z.maxLength(32)),
});
export type ConsentRecord = z.infer<typeof consentRecordSchema>;

/** A record as it travels: its canonical JSON, byte for byte, and the device's signature. */
export const signedRecordSchema = z.object({
  record: z.string().check(z.maxLength(16_384)),
  /** Ed25519 over `recordSignatureBytes`. */
  signature: bytesSchema(64),
});
export type SignedRecord = z.infer<typeof signedRecordSchema>;

/** A record that the server took: where it stands among all of the account, and since when. */
export const orderedRecordSchema = z.extend(signedRecordSchema, {
  order: z.int().check(z.minimum(1)),
  receivedAt: timestampSchema,
  /** Another record of that device has this sequence too: of both only what refuses counts. */
  forked: z.boolean(),
  /** The server's Ed25519 signature over `orderSignatureBytes`. */
  counterSignature: bytesSchema(64),
});
export type OrderedRecord = z.infer<typeof orderedRecordSchema>;

/** What the server signs at the end of a receipt: it is complete up to here. */
export const receiptHeadSchema = z.object({
  accountId: accountIdSchema,
  count: z.int().check(z.minimum(0)),
  /** Hash chain over the ordered records: SHA-256(last ‖ record hash), from 32 zero bytes. */
  last: hashSchema,
  at: timestampSchema,
  signature: bytesSchema(64),
});
export type ReceiptHead = z.infer<typeof receiptHeadSchema>;
