import * as z from 'zod/mini';
import { errorBodySchema } from '../errors/coded-error.ts';
import { accountIdSchema, timestampSchema } from '../ids.ts';
import { reasonsForValue } from '../settings/effective-for.ts';
import { isSettingKey, type SettingKey } from '../settings/registry.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

/** Who set a value, as it was called then, and when by that device's clock. */
const setBySchema = z.object({
  device: z.string(),
  thisDevice: z.boolean(),
  at: timestampSchema,
});

/** A value that a row had or could have. */
const settingWriteSchema = z.extend(setBySchema, {
  /** Names the write; what `undo` and `resolve` take. */
  write: z.string(),
  value: z.unknown(),
  until: z.nullable(timestampSchema),
});
export type SettingWrite = z.infer<typeof settingWriteSchema>;

/** Why a value is as it is; `effectiveFor` in contract/settings decides. */
const becauseSchema = z.enum(reasonsForValue);

/** Where one account-scope row stands. */
const settingRowStateSchema = z.object({
  /** synced: the server has it, sealed where it may not read it. waiting: here, not there yet. device: this device only, by an override. */
  place: z.enum(['synced', 'waiting', 'device']),
  /** Null for a default. */
  set: z.nullable(setBySchema),
  /** When it reverts by itself, and to what; null when it stays. */
  until: z.nullable(z.object({ at: timestampSchema, back: z.unknown() })),
  /** What the account has where this device has an override. */
  ofAccount: z.nullable(z.object({ value: z.unknown() })),
  /** Values that were set while devices were apart; the strictest of them holds until the person picks. Null: none. */
  conflict: z.nullable(z.array(settingWriteSchema)),
  /** Why the value is as it is; `value` is what is in force here. */
  value: z.unknown(),
  because: becauseSchema,
  /** Newest first, the present one included. */
  history: z.array(settingWriteSchema),
});
export type SettingRowState = z.infer<typeof settingRowStateSchema>;

const accountRowsSchema = z.object({
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

const keySchema = z.custom<SettingKey>(isSettingKey, { error: 'not a setting' });

const accountSettingsSchema = z.object({
  /** All account-scope values in force; without an account only those that outlive the last one. */
  values: z.record(z.string(), z.unknown()),
  /** The account left this device and there is no other yet: what is cached of it goes, but for `values`. */
  removed: z.boolean(),
});
export type AccountSettingsState = z.infer<typeof accountSettingsSchema>;

/** The rows that one chat may have in its own way, as they are in force there. */
const chatRowsSchema = z.object({
  rows: z.record(
    z.string(),
    z.object({
      value: z.boolean(),
      because: becauseSchema,
      /** What the chat has in place of the account's; null for nothing. */
      ofChat: z.nullable(z.boolean()),
    }),
  ),
});
export type ChatRows = z.infer<typeof chatRowsSchema>;

/** Account-scope settings. Hosted by the engine. */
export const accountSettingsDomain = defineDomain('accountSettings', {
  host: 'engine',
  calls: {
    get: call(emptySchema, accountSettingsSchema, 'The values now.'),
    rows: call(emptySchema, accountRowsSchema, 'Where each row stands, and its history.'),
    set: call(
      z.object({
        key: keySchema,
        value: z.unknown(),
        /** When it goes back by itself; absent or null: not. */
        until: z.optional(z.nullable(timestampSchema)),
      }),
      accountSettingsSchema,
      'Sets one on all devices; a value outside the row, and an end where the row has none, are refused with `ipc_bad_input`.',
    ),
    setHere: call(
      z.object({ key: keySchema, value: z.nullable(z.unknown()) }),
      accountSettingsSchema,
      'Has this device be stricter than the account; null takes that back.',
    ),
    undo: call(
      z.object({ key: keySchema }),
      accountSettingsSchema,
      'Sets the value before the present one again; ends a temporary one.',
    ),
    resolve: call(
      z.object({ key: keySchema, write: z.string().check(z.maxLength(40)) }),
      accountSettingsSchema,
      'Picks one of the values that were set apart.',
    ),
    readBegan: call(
      emptySchema,
      accountSettingsSchema,
      'The person read that everything began at its strictest.',
    ),
    chat: call(
      z.object({ accountId: accountIdSchema }),
      chatRowsSchema,
      'What is in force in the chat with an account, and why.',
    ),
    setForChat: call(
      z.object({
        accountId: accountIdSchema,
        key: keySchema,
        value: z.nullable(z.boolean()),
        until: z.optional(z.nullable(timestampSchema)),
      }),
      chatRowsSchema,
      'Has one chat differ from the account; null takes that back.',
    ),
  },
  events: {
    changed: event(
      z.extend(accountSettingsSchema, { rows: accountRowsSchema }),
      'A value changed, or where it stands.',
    ),
  },
});
