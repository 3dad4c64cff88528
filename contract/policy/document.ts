import * as z from 'zod/mini';
import { timestampSchema } from '../ids.ts';
import { fieldIdSchema } from './fields.ts';
import { purposes } from './purposes.ts';

/** As in `2026-2`. */
export const policyIdSchema = z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,31}$/));
/** Names a recipient within the policies of one server. */
export const recipientIdSchema = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,31}$/));
/** ISO 3166-1 alpha-2. */
const countrySchema = z.string().check(z.regex(/^[A-Z]{2}$/));
/** SHA-256 as 64 hex digits. */
export const hashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** From the strictest to the loosest. */
export const regimes = ['opt-in', 'opt-out-open', 'opt-out'] as const;
/** Which choices a person has, and how they stand at first. */
export const regimeSchema = z.enum(regimes);
export type Regime = z.infer<typeof regimeSchema>;

const text = (maxLength: number) => z.string().check(z.minLength(1), z.maxLength(maxLength));
const inBoth = (maxLength: number) => z.object({ en: text(maxLength), ms: text(maxLength) });

const choiceBasisSchema = z.object({
  kind: z.literal('choice'),
  /** How the box stands at acceptance where the regime is an opt-out; under opt-in it is empty whatever stands here. */
  default: z.enum(['unticked', 'ticked']),
});
const requiredBasisSchema = z.object({
  kind: z.literal('required'),
  /** Why it cannot be refused, in plain words. */
  reason: inBoth(500),
});

/** One thing that may be shared: what, with whom, why, on which legal basis, and for how long it is kept. */
export const policyRowSchema = z.object({
  purpose: z.enum(purposes),
  recipient: recipientIdSchema,
  fields: z.array(fieldIdSchema).check(z.minLength(1), z.maxLength(16)),
  basis: z.discriminatedUnion('kind', [choiceBasisSchema, requiredBasisSchema]),
  retentionDays: z.int().check(z.minimum(1), z.maximum(3_650)),
  /** Local differential privacy of usage metrics: of one answer, and of all under this version together. In hundredths, so that it stays exact. */
  epsilonHundredths: z.optional(z.int().check(z.minimum(1), z.maximum(1_000))),
  epsilonCapHundredths: z.optional(z.int().check(z.minimum(1), z.maximum(4_000))),
});
export type PolicyRow = z.infer<typeof policyRowSchema>;

/** A version of the policy, as data. Its hash is SHA-256 over its canonical JSON (RFC 8785). */
export const policySchema = z.object({
  id: policyIdSchema,
  publishedAt: timestampSchema,
  /** When it goes live. */
  effectiveAt: timestampSchema,
  /** How many times 24 hours a person under opt-out has, from when sharing starts. */
  objectionWindowDays: z.int().check(z.minimum(1), z.maximum(365)),
  recipients: z.record(recipientIdSchema, z.object({ name: text(80), about: inBoth(500) })),
  regimes: z.object({
    default: regimeSchema,
    countries: z.record(countrySchema, regimeSchema),
  }),
  text: z.object({
    en: z.object({ title: text(120), summary: text(600), body: text(60_000) }),
    ms: z.object({ title: text(120), summary: text(600), body: text(60_000) }),
  }),
  rows: z.array(policyRowSchema).check(z.maxLength(32)),
});
export type Policy = z.infer<typeof policySchema>;
