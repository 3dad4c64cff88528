import * as z from 'zod/mini';
import { errorBodySchema } from '../errors/coded-error.ts';
import { timestampSchema } from '../ids.ts';

/** Who set a value, as it was called then, and when by that device's clock. */
const setBySchema = z.object({
  device: z.string(),
  thisDevice: z.boolean(),
  at: timestampSchema,
});

/** A value that a row had or could have. */
export const settingWriteSchema = z.extend(setBySchema, {
  /** Names the write; what `undo` and `resolve` take. */
  write: z.string(),
  value: z.unknown(),
  until: z.nullable(timestampSchema),
});
export type SettingWrite = z.infer<typeof settingWriteSchema>;

/** Where one account-scope row stands. */
export const settingRowStateSchema = z.object({
  /** synced: the server has it sealed. waiting: here, not there yet. device: this device only, by an override. */
  place: z.enum(['synced', 'waiting', 'device']),
  /** Null for a default. */
  set: z.nullable(setBySchema),
  /** When it reverts by itself, and to what; null when it stays. */
  until: z.nullable(z.object({ at: timestampSchema, back: z.unknown() })),
  /** What the account has where this device has an override. */
  ofAccount: z.nullable(z.object({ value: z.unknown() })),
  /** Values that were set while devices were apart; the strictest of them holds until the person picks. Null: none. */
  conflict: z.nullable(z.array(settingWriteSchema)),
  /** Newest first, the present one included. */
  history: z.array(settingWriteSchema),
});
export type SettingRowState = z.infer<typeof settingRowStateSchema>;

export const accountRowsSchema = z.object({
  /** By the keys of the settings table. */
  rows: z.record(z.string(), settingRowStateSchema),
  sync: z.object({
    /** When the server last had everything that is here; null for never. */
    syncedAt: z.nullable(timestampSchema),
    /** Such as `manifest_rolled_back`; null when nothing is wrong. */
    problem: z.nullable(errorBodySchema),
    /** What was set before could not be had: everything began at its strictest, until the person read it. */
    beganStrictest: z.boolean(),
  }),
});
export type AccountRows = z.infer<typeof accountRowsSchema>;
