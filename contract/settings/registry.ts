import * as z from 'zod/mini';
import { privacyRows } from './privacy-rows.ts';
import { type SettingRow, settingRow } from './row.ts';

/**
 * Every setting, one row each. The type, the file's schema, the settings screen, its search and `docs/generated/settings.md`
 * come from this table. Labels and help texts stand in the catalogues under `settings.<key>.label` and `settings.<key>.help`.
 */
export const settingsTable = {
  'appearance.theme': settingRow({
    schema: z.enum(['system', 'light', 'dark']),
    default: 'system',
    scope: 'device',
    section: 'appearance',
    clearedOn: 'never',
  }),
  'appearance.contrast': settingRow({
    schema: z.enum(['system', 'more']),
    default: 'system',
    scope: 'device',
    section: 'appearance',
    clearedOn: 'never',
  }),
  'appearance.textSize': settingRow({
    schema: z.enum(['90', '100', '115', '130']),
    default: '100',
    scope: 'device',
    section: 'appearance',
    clearedOn: 'never',
  }),
  'appearance.language': settingRow({
    schema: z.enum(['system', 'en', 'ms']),
    default: 'system',
    scope: 'device',
    section: 'appearance',
    clearedOn: 'never',
  }),
  'composer.sendWithEnter': settingRow({
    schema: z.boolean(),
    default: true,
    scope: 'device',
    section: 'chats',
    clearedOn: 'never',
  }),
  'notifications.show': settingRow({
    schema: z.boolean(),
    default: true,
    scope: 'device',
    section: 'notifications',
    clearedOn: 'never',
  }),
  'notifications.content': settingRow({
    schema: z.enum(['name_and_text', 'name', 'nothing']),
    default: 'name',
    scope: 'device',
    section: 'notifications',
    clearedOn: 'never',
  }),
  'notifications.playSound': settingRow({
    schema: z.boolean(),
    default: true,
    scope: 'device',
    section: 'notifications',
    clearedOn: 'never',
  }),
  'notifications.showBadge': settingRow({
    schema: z.boolean(),
    default: true,
    scope: 'device',
    section: 'notifications',
    clearedOn: 'never',
  }),
  'notifications.suggestCheckup': settingRow({
    schema: z.boolean(),
    default: true,
    scope: 'device',
    section: 'notifications',
    clearedOn: 'never',
  }),
  ...privacyRows,
  'system.startAtLogin': settingRow({
    schema: z.boolean(),
    default: false,
    scope: 'device',
    section: 'system',
    clearedOn: 'never',
  }),
  'system.keepInTray': settingRow({
    schema: z.boolean(),
    default: false,
    scope: 'device',
    section: 'system',
    clearedOn: 'never',
  }),
} as const satisfies Record<string, SettingRow>;

export type SettingsTable = typeof settingsTable;
export type SettingKey = keyof SettingsTable;
export type SettingValue<K extends SettingKey> = z.infer<SettingsTable[K]['schema']>;
export type SettingValues = { readonly [K in SettingKey]: SettingValue<K> };

/** All rows, in the order of the table. */
export const settingKeys = Object.keys(settingsTable) as readonly SettingKey[];

/** True when `key` names a row of the table. */
export const isSettingKey = (key: unknown): key is SettingKey =>
  typeof key === 'string' && Object.hasOwn(settingsTable, key);

/** True when the row is cleared as the account leaves this device. */
export const isClearedWithAccount = (key: SettingKey): boolean =>
  settingsTable[key].clearedOn === 'account_deleted';

/** The keys of one scope, in the order of the table. */
export const settingKeysOf = (scope: 'device' | 'account'): readonly SettingKey[] =>
  settingKeys.filter((key) => settingsTable[key].scope === scope);
