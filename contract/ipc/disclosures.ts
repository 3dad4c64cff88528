import * as z from 'zod/mini';
import { outcomes } from '../disclosure/opening.ts';
import { timestampSchema, uuidSchema } from '../ids.ts';
import { policyIdSchema, recipientIdSchema } from '../policy/document.ts';
import { fieldIdSchema } from '../policy/fields.ts';
import { purposes } from '../policy/purposes.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

/** checked: opened, included in a signed checkpoint that follows on all seen before. failed: it does not. unchecked: not asked yet, or the server could not be reached. */
const entryCheckSchema = z.enum(['checked', 'failed', 'unchecked']);

/** One thing that left for the affiliate, with what this computer found when it checked. */
const sharedItemSchema = z.object({
  disclosureId: uuidSchema,
  number: z.int(),
  at: timestampSchema,
  purpose: z.enum(purposes),
  recipient: recipientIdSchema,
  policy: policyIdSchema,
  fields: z.array(fieldIdSchema),
  /** The bytes that were sent, and that the log commits to. */
  payload: z.string(),
  outcome: z.nullable(z.enum(outcomes)),
  outcomeAt: z.nullable(timestampSchema),
  deletionAskedAt: z.nullable(timestampSchema),
  deletionConfirmedAt: z.nullable(timestampSchema),
  /** When the yes it rests on was given; null when the log names none that is known here. */
  restsOnAt: z.nullable(timestampSchema),
  /** That yes was a box which stood ticked and was left so. */
  leftTicked: z.boolean(),
  check: entryCheckSchema,
});
export type SharedItem = z.infer<typeof sharedItemSchema>;

/** What an alarm about the log is about; what each means to a person stands in the catalogues. */
export const logAlarmKindSchema = z.enum([
  'two_roots',
  'shorter',
  'not_consistent',
  'entry_missing',
  'payload_differs',
  'other_key',
  'epoch_unexplained',
  'no_witness',
]);

/** What the last look at the log of what was shared came to. */
export const logStateSchema = z.object({
  /**
   * never: not looked at yet. holds: consistent with all that was seen. unavailable: could not be looked at now. restored: the
   * operator put a backup back, and the log before it is accounted for. unproved: so says the server, and nothing proves it.
   * alarm: it was rewritten, shortened or forked.
   */
  state: z.enum(['never', 'holds', 'unavailable', 'restored', 'unproved', 'alarm']),
  checkedAt: z.nullable(timestampSchema),
  origin: z.nullable(z.string()),
  /** Entries at the last good check. */
  size: z.nullable(z.int()),
  witnesses: z.array(
    z.object({ name: z.string(), operator: z.string(), cosignedAt: z.nullable(timestampSchema) }),
  ),
  /** Contacts whose apps carried a checkpoint here that agrees. */
  agreedWith: z.int(),
  /** The server shows more than this computer keeps: what is new beyond that is neither listed nor checked here. */
  isFull: z.boolean(),
  alarm: z.nullable(
    z.object({
      kind: logAlarmKindSchema,
      foundAt: timestampSchema,
      /** Found with the help of a contact's checkpoint. */
      byContact: z.boolean(),
    }),
  ),
});
export type LogState = z.infer<typeof logStateSchema>;

/** What was shared, and the log that proves it. Hosted by the engine. */
export const disclosuresDomain = defineDomain('disclosures', {
  host: 'engine',
  calls: {
    list: call(
      z.object({ before: z.int().check(z.minimum(0)) }),
      z.object({ items: z.array(sharedItemSchema), more: z.boolean(), total: z.int() }),
      'What was shared, newest first, each checked; those before a number, 0 for the newest.',
    ),
    log: call(emptySchema, logStateSchema, 'How the log stood at the last check.'),
    check: call(emptySchema, logStateSchema, 'Checks the log now.'),
    exportEvidence: call(
      emptySchema,
      z.object({ name: z.string(), text: z.string() }),
      'What contradicts itself under the log’s own signature, as a file; only in `alarm`.',
    ),
    readRestored: call(emptySchema, logStateSchema, 'The person read that a backup was restored.'),
  },
  events: { changed: event(logStateSchema, 'The log was checked, or something new was shared.') },
});
