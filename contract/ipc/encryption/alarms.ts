import * as z from 'zod/mini';
import { timestampSchema } from '../../ids.ts';

/**
 * What has to be before the person can go on. Of the own entry, `new_keys`: they make new keys, unless the log says the present ones in an epoch after
 * the one in which it did not; `look`: the log is seen to say the new keys, and nothing else from there on. Of the own number or username, `look`: each is
 * seen to lead where it should. Of the log, `new_epoch`: whoever runs the server begins it anew; `never`: not with this server. `ready`: they can,
 * once another look at the log bears it out; of the two notices, `epoch` and `label_key`, always.
 */
const alarmEnds = ['new_keys', 'look', 'new_epoch', 'never', 'ready'] as const;
export type AlarmEnd = (typeof alarmEnds)[number];

/**
 * own_label: the account's number or username leads to somebody else, or not as was chosen. epoch: the log began anew and does not account for
 * what was seen of it, as after a restored backup. label_key: labels of numbers and usernames are made by another key than before. Nothing is
 * withheld for these three.
 */
export const alarmBySchema = z.enum(['own_entry', 'own_label', 'log', 'epoch', 'label_key']);
export type AlarmBy = z.infer<typeof alarmBySchema>;

const keyAlarmSchema = z.object({
  by: alarmBySchema,
  foundAt: z.nullable(timestampSchema),
  end: z.enum(alarmEnds),
});
export type KeyAlarm = z.infer<typeof keyAlarmSchema>;

/** Of each kind at most one, the gravest first. */
export const keyAlarmsSchema = z.object({ alarms: z.array(keyAlarmSchema) });
export type KeyAlarms = z.infer<typeof keyAlarmsSchema>;
