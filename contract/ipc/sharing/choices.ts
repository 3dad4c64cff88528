import * as z from 'zod/mini';
import { decisionStates, methods } from '../../consent/record.ts';
import { deviceIdSchema, timestampSchema } from '../../ids.ts';
import { comparedParts } from '../../policy/compare.ts';
import { policyIdSchema, recipientIdSchema, regimeSchema } from '../../policy/document.ts';
import { chosenPurposes, purposes } from '../../policy/purposes.ts';

/** What a version changes of a row, against the one accepted last. */
export const rowChangeSchema = z.object({
  purpose: z.enum(purposes),
  recipient: recipientIdSchema,
  change: z.enum(['added', 'removed', 'widened', 'narrowed', 'same']),
  wider: z.array(z.enum(comparedParts)),
  narrower: z.array(z.enum(comparedParts)),
});

/** A choice made, as the history tells it. */
export const choiceMadeSchema = z.object({
  /** Null while it waits here. */
  order: z.nullable(z.int()),
  /** By the device's clock. */
  at: timestampSchema,
  receivedAt: z.nullable(timestampSchema),
  /** Null for a record that this version cannot read. */
  method: z.nullable(z.enum(methods)),
  policy: z.nullable(policyIdSchema),
  regime: z.nullable(regimeSchema),
  decisions: z.array(
    z.object({
      purpose: z.enum(chosenPurposes),
      recipient: recipientIdSchema,
      state: z.enum(decisionStates),
    }),
  ),
  deviceId: z.nullable(deviceIdSchema),
  thisDevice: z.boolean(),
  forked: z.boolean(),
});
export type ChoiceMade = z.infer<typeof choiceMadeSchema>;

/** A box as it stands. */
export const choiceSchema = z.object({
  purpose: z.enum(chosenPurposes),
  recipient: recipientIdSchema,
  ticked: z.boolean(),
});
