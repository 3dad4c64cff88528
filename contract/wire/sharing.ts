import * as z from 'zod/mini';
import { orderedRecordSchema, receiptHeadSchema, signedRecordSchema } from '../consent/record.ts';
import { disclosureSchema } from '../disclosure/opening.ts';
import { bytesSchema, timestampSchema, usernameSchema } from '../ids.ts';
import { hashSchema, recipientIdSchema, regimeSchema } from '../policy/document.ts';
import { daySchema, usageBuckets } from '../policy/fields.ts';
import { purposes } from '../policy/purposes.ts';
import { endpoint } from './endpoint.ts';
import { limits } from './limits.ts';

const empty = z.object({});

/**
 * A published version and the server's signature: Ed25519 over `bisik-policy-v1` ‖ SHA-256 of its canonical JSON. The version itself is
 * read apart: one that an older program cannot read must not hide the others.
 */
const publishedPolicySchema = z.object({
  policy: z.unknown(),
  hash: hashSchema,
  signature: bytesSchema(64),
});
export type PublishedPolicy = z.infer<typeof publishedPolicySchema>;

/** What the server adds to the next payload of a purpose; the rest is on the device. */
const drawSchema = z.object({
  purpose: z.enum(purposes),
  recipient: recipientIdSchema,
  deletionHandle: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  /** Values of the fields whose source is the server, by field id. */
  values: z.record(z.string(), z.unknown()),
});
export type Draw = z.infer<typeof drawSchema>;

/** Endpoints of data sharing: policies, choices, previews, what was shared. */
export const sharingEndpoints = {
  listPolicies: endpoint({
    method: 'GET',
    path: '/v1/policies',
    auth: 'device',
    /** How many of the oldest to leave out. */
    request: z.object({ after: z.coerce.number().check(z.int(), z.minimum(0)) }),
    response: z.object({
      /** Versions in the order of their publishing. None, after 0: this server shares nothing with anybody. */
      policies: z.array(publishedPolicySchema).check(z.maxLength(limits.maxPoliciesPerPage)),
      more: z.boolean(),
    }),
    errors: [],
    does: 'The published policies, each signed: as many as one answer holds.',
  }),
  addConsentRecords: endpoint({
    method: 'POST',
    path: '/v1/consent/records',
    auth: 'device',
    request: z.object({
      records: z.array(signedRecordSchema).check(z.maxLength(limits.maxConsentRecordsPerCall)),
      /** The newest record of this device that it knows the server once had: after a restored backup the server asks for what it lost. */
      latest: z.nullable(hashSchema),
      /**
       * How many records this device has signed, those that wait included: the number of the last. After a restored backup only what
       * it signs from then on counts as given in sight of what stands there. A device that does not say it is believed the less.
       */
      signed: z.optional(z.int().check(z.minimum(0))),
      /** The newest checkpoint of the disclosure log that this device has seen, as a signed note. */
      checkpoint: z.nullable(z.string().check(z.maxLength(8_192))),
    }),
    response: z.object({
      taken: z.array(orderedRecordSchema),
      /** True: `latest` is not here; present all records of this device again, from the first. Until then nothing is shared. */
      presentAgain: z.boolean(),
    }),
    errors: ['proof_invalid', 'choice_locked', 'record_refused', 'storage_failed'],
    does: 'Takes choices. Answered once they are on disk and nothing that they forbid can begin any more.',
  }),
  listConsentRecords: endpoint({
    method: 'GET',
    path: '/v1/consent/records',
    auth: 'device',
    request: z.object({ after: z.coerce.number().check(z.int(), z.minimum(0)) }),
    response: z.object({
      records: z.array(orderedRecordSchema).check(z.maxLength(limits.maxConsentRecordsPerPage)),
      more: z.boolean(),
      head: receiptHeadSchema,
    }),
    errors: [],
    does: 'The account’s records of all its devices, in order.',
  }),
  listDraws: endpoint({
    method: 'GET',
    path: '/v1/sharing/draws',
    auth: 'device',
    request: empty,
    response: z.object({ draws: z.array(drawSchema).check(z.maxLength(32)) }),
    errors: [],
    does: 'What the server would put into the next payload of each purpose.',
  }),
  submitUsage: endpoint({
    method: 'POST',
    path: '/v1/sharing/usage',
    auth: 'device',
    request: z.object({
      /** Answered with noise; at most one for each day, the first counts. */
      usage: z
        .array(z.object({ day: daySchema, usageBucket: z.enum(usageBuckets) }))
        .check(z.maxLength(limits.maxUsageDays)),
      about: z.nullable(
        z.object({
          appVersion: z.string().check(z.maxLength(16)),
          system: z.enum(['windows', 'macos', 'linux', 'other']),
        }),
      ),
    }),
    response: empty,
    errors: ['choice_refused', 'storage_failed'],
    does: 'Hands over what only the device knows. Refused unless its purpose is allowed now.',
  }),
  listDisclosures: endpoint({
    method: 'GET',
    path: '/v1/sharing/disclosures',
    auth: 'device',
    request: z.object({
      /** Those before this number; 0 for the newest. */
      before: z.coerce.number().check(z.int(), z.minimum(0)),
    }),
    response: z.object({
      disclosures: z.array(disclosureSchema).check(z.maxLength(limits.maxDisclosuresPerPage)),
      more: z.boolean(),
      total: z.int(),
    }),
    errors: [],
    does: 'What was shared of this account, newest first, with what opens each entry of the log.',
  }),
  sharingState: endpoint({
    method: 'GET',
    path: '/v1/sharing',
    auth: 'device',
    request: empty,
    response: z.object({
      /** The server's own clock, for the countdown. */
      now: timestampSchema,
      /** A backup was restored and this account's choices were not confirmed yet: nothing is shared. */
      unconfirmed: z.boolean(),
      regime: regimeSchema,
      lastOrder: z.int(),
      affiliate: z.nullable(z.object({ recipient: recipientIdSchema, name: z.string() })),
    }),
    errors: [],
    does: 'Where sharing stands for this account, as the server sees it.',
  }),
  listSuggestions: endpoint({
    method: 'GET',
    path: '/v1/suggestions',
    auth: 'device',
    request: empty,
    response: z.object({
      suggestions: z.array(z.object({ username: usernameSchema })).check(z.maxLength(20)),
    }),
    errors: ['choice_refused'],
    does: 'People who chose to be suggested too. Only while the person chooses it.',
  }),
} as const;
