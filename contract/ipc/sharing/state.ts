import * as z from 'zod/mini';
import { reasons, shareStates } from '../../consent/decide.ts';
import { errorBodySchema } from '../../errors/coded-error.ts';
import { deviceIdSchema, timestampSchema } from '../../ids.ts';
import {
  hashSchema,
  policyIdSchema,
  policyRowSchema,
  recipientIdSchema,
  regimeSchema,
} from '../../policy/document.ts';
import { purposes } from '../../policy/purposes.ts';

/** Where a choice is: with the server since a moment, or here and waiting. Both null: nothing was chosen yet. */
const savedSchema = z.object({
  /** Said here at this moment and not with the server yet; a refusal counts at once, a yes does not. */
  waitingSince: z.nullable(timestampSchema),
  serverSince: z.nullable(timestampSchema),
});

/** One purpose with one recipient, as `decideSharing` sees it. */
const shareSchema = z.object({
  purpose: z.enum(purposes),
  recipient: recipientIdSchema,
  chosen: z.boolean(),
  /** The switch as it stands for the person: their own last word, even while it waits for the server. */
  on: z.boolean(),
  /** Whether anything may leave now. */
  allowed: z.boolean(),
  because: z.enum(reasons),
  state: z.enum(shareStates),
  startsAt: z.nullable(timestampSchema),
  /** The first moment that is too late for the switch; null where none is. */
  deadlineAt: z.nullable(timestampSchema),
  /** The first moment at which the switch is locked as it stands: turning off is, once the end is over by both clocks; turning on, by either. */
  lockedAt: z.nullable(timestampSchema),
  locked: z.boolean(),
  /** As the policy has it: fields, basis with its reason, retention, ε. */
  row: policyRowSchema,
  saved: savedSchema,
  /** Of usage metrics: ε spent under this version, in hundredths. */
  spentHundredths: z.nullable(z.int()),
  /** Devices said different things while they were apart: the no stands until a choice that saw both. Oldest first; null: they agree. */
  conflict: z.nullable(
    z.array(
      z.object({
        deviceId: deviceIdSchema,
        /** Null for one that is not known by name, such as one that was unlinked. */
        device: z.nullable(z.string()),
        thisDevice: z.boolean(),
        at: timestampSchema,
        gives: z.boolean(),
      }),
    ),
  ),
});
export type SharingRow = z.infer<typeof shareSchema>;

const policyNameSchema = z.object({
  id: policyIdSchema,
  hash: hashSchema,
  publishedAt: timestampSchema,
  effectiveAt: timestampSchema,
  objectionWindowDays: z.int(),
});

/** Where data sharing stands, for the screens that show and change it. */
export const sharingStateSchema = z.object({
  /** By the server's clock as far as it is known: what countdowns count from. */
  now: timestampSchema,
  /** When the server was last heard about this; null for never. */
  heardAt: z.nullable(timestampSchema),
  /** `none`: the server publishes no policy and shares nothing. */
  phase: z.enum(['unknown', 'none', 'ready']),
  regime: z.nullable(regimeSchema),
  /** A stricter one than the policy’s that the server names for the account; null for none. */
  namedRegime: z.nullable(regimeSchema),
  /** A stricter regime that the person picked; null for what the policy says. */
  pickedRegime: z.nullable(regimeSchema),
  /** What holds without a stricter one that was picked; null before anything is published. */
  ownRegime: z.nullable(regimeSchema),
  /** Where the affiliate stands that this server has; null: nothing can leave. */
  affiliate: z.nullable(z.object({ recipient: recipientIdSchema, name: z.string() })),
  recipients: z.array(
    z.object({
      recipient: recipientIdSchema,
      name: z.string(),
      about: z.object({ en: z.string(), ms: z.string() }),
    }),
  ),
  inForce: z.nullable(policyNameSchema),
  accepted: z.nullable(policyNameSchema),
  shares: z.array(shareSchema),
  globalOptOut: z.object({ on: z.boolean(), saved: savedSchema }),
  /** What to put before the person; `due` once `notBefore` is over. */
  ask: z.nullable(
    z.object({
      policyHash: hashSchema,
      why: z.enum(['first', 'widened', 'damaged']),
      notBefore: timestampSchema,
      due: z.boolean(),
    }),
  ),
  /** A backup was restored at the server, and it has not confirmed this account's choices yet. */
  unconfirmed: z.boolean(),
  /** Choices that wait here. */
  waiting: z.int(),
  /** The newest choice that the server refused, until it is read. */
  refused: z.nullable(
    z.object({
      at: timestampSchema,
      purpose: z.nullable(z.enum(purposes)),
      recipient: z.nullable(recipientIdSchema),
      problem: errorBodySchema,
    }),
  ),
});
export type SharingState = z.infer<typeof sharingStateSchema>;
