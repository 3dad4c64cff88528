import * as z from 'zod/mini';
import { shownSchema } from '../consent/shown.ts';
import { usernameSchema } from '../ids.ts';
import { hashSchema, policySchema, recipientIdSchema, regimeSchema } from '../policy/document.ts';
import { chosenPurposes, purposes } from '../policy/purposes.ts';
import { limits } from '../wire/limits.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';
import { choiceMadeSchema, choiceSchema, rowChangeSchema } from './sharing/choices.ts';
import { receiptVerdictSchema } from './sharing/receipts.ts';
import { sharingStateSchema } from './sharing/state.ts';

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
