import * as z from 'zod/mini';
import { reasons, shareStates } from '../consent/decide.ts';
import { shownSchema } from '../consent/shown.ts';
import { errorBodySchema } from '../errors/coded-error.ts';
import { deviceIdSchema, timestampSchema, usernameSchema } from '../ids.ts';
import {
  hashSchema,
  policyIdSchema,
  policyRowSchema,
  policySchema,
  recipientIdSchema,
  regimeSchema,
} from '../policy/document.ts';
import { chosenPurposes, purposes } from '../policy/purposes.ts';
import { limits } from '../wire/limits.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';
import { choiceMadeSchema, choiceSchema, rowChangeSchema } from './sharing/choices.ts';
import { receiptVerdictSchema } from './sharing/receipts.ts';

/** Where a choice is: with the server since a moment, or here and waiting. Both null: nothing was chosen yet. */
const savedSchema = z.object({
  /** Said here at this moment and not with the server yet; a refusal counts at once, a yes does not. */
  waitingSince: z.nullable(timestampSchema),
  serverSince: z.nullable(timestampSchema),
});

/** One purpose with one recipient, as `decideSharing` sees it. */
export const shareSchema = z.object({
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

/** Choices about data sharing. Hosted by the engine. */
export const sharingDomain = defineDomain('sharing', {
  host: 'engine',
  calls: {
    get: call(emptySchema, sharingStateSchema, 'Where sharing stands, from what is here.'),
    refresh: call(emptySchema, sharingStateSchema, 'Asks the server now.'),
    readPolicy: call(
      z.object({ hash: hashSchema }),
      z.object({
        policy: policySchema,
        /** Row by row against the version accepted last; all `added` before the first. */
        changes: z.array(rowChangeSchema),
        /** How each box stands at first, by the regime. */
        boxes: z.array(choiceSchema),
      }),
      'A published version, what it changes against the accepted one, and its boxes.',
    ),
    accept: call(
      z.object({
        policyHash: hashSchema,
        shown: shownSchema,
        choices: z.array(choiceSchema).check(z.maxLength(32)),
      }),
      sharingStateSchema,
      'Accepts a version with the boxes as they stand. On disk when answered; the server gets it after.',
    ),
    notNow: call(
      z.object({ policyHash: hashSchema, shown: shownSchema }),
      sharingStateSchema,
      'Leaves the question open for a week; nothing is shared.',
    ),
    choose: call(
      z.object({
        purpose: z.enum(chosenPurposes),
        recipient: recipientIdSchema,
        on: z.boolean(),
        shown: shownSchema,
      }),
      sharingStateSchema,
      'Turns one switch. `choice_locked` when its window is over.',
    ),
    setGlobalOptOut: call(
      z.object({ on: z.boolean(), shown: shownSchema }),
      sharingStateSchema,
      'Objects to every chosen purpose, now and in versions to come; or ends that, which gives nothing by itself.',
    ),
    pickRegime: call(
      z.object({ regime: z.nullable(regimeSchema), shown: shownSchema }),
      sharingStateSchema,
      'Picks a stricter regime than the policy’s; null for the policy’s own. A looser one has no effect.',
    ),
    readRefusal: call(emptySchema, sharingStateSchema, 'The person read what the server refused.'),
    preview: call(
      z.object({ purpose: z.enum(purposes), recipient: recipientIdSchema }),
      z.object({
        /** The very bytes that would be sent next; null when the server cannot be asked. */
        payload: z.nullable(z.string()),
        /** False: an example by the policy's row, since nothing may be sent now. */
        exact: z.boolean(),
      }),
      'The next payload of a purpose, by the function that builds what is sent.',
    ),
    history: call(
      z.object({
        /** Those before this place in the list, newest first; 0 for the newest. */
        skip: z.int().check(z.minimum(0)),
      }),
      z.object({ choices: z.array(choiceMadeSchema), more: z.boolean() }),
      'The choices made, fifty at a time.',
    ),
    exportReceipt: call(
      emptySchema,
      z.object({ name: z.string(), text: z.string() }),
      'The receipt file: every record of the account and the server’s signed head.',
    ),
    verifyReceipt: call(
      z.object({ text: z.string().check(z.maxLength(limits.maxFileLength)) }),
      receiptVerdictSchema,
      'Checks a receipt file without the network.',
    ),
    opened: call(
      emptySchema,
      emptySchema,
      'The window came into view. Counted only while usage metrics are chosen.',
    ),
    suggestions: call(
      emptySchema,
      z.object({ suggestions: z.array(z.object({ username: usernameSchema })) }),
      'People who chose to be suggested too; none unless the person chooses it.',
    ),
  },
  events: {
    changed: event(sharingStateSchema, 'A choice, a policy or the server’s answer changed it.'),
  },
});
