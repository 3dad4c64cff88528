import {
  isSettingKey,
  type SettingKey,
  type SettingValue,
  type SettingValues,
  settingKeys,
  settingsTable,
} from './registry.ts';

/** All defaults. */
export const defaultSettings = (): SettingValues =>
  Object.fromEntries(
    settingKeys.map((key) => [key, settingsTable[key].default]),
  ) as unknown as SettingValues;

/** The values that share least, for when what the person chose cannot be read; rows that share nothing keep their default. */
export const strictestSettings = (): SettingValues =>
  Object.fromEntries(
    settingKeys.map((key) => {
      const row = settingsTable[key];
      return [key, 'strictest' in row && row.strictest !== undefined ? row.strictest : row.default];
    }),
  ) as unknown as SettingValues;

/** Parses one value; `undefined` when it is not one that the row allows. */
export const parseSetting = <K extends SettingKey>(
  key: K,
  value: unknown,
): SettingValue<K> | undefined => {
  const parsed = settingsTable[key].schema.safeParse(value);
  return parsed.success ? (parsed.data as SettingValue<K>) : undefined;
};

export interface ParsedSettings {
  readonly values: SettingValues;
  /** Keys whose stored value was not understood; the strictest value stands in for each. */
  readonly refused: readonly SettingKey[];
  /** Entries of keys that this version does not know, kept so that nothing is lost on the way back. */
  readonly unknown: Readonly<Record<string, unknown>>;
}

/** Reads a stored record. Absent keys take the default, a value that is not understood the strictest one. Never throws. */
export const parseSettings = (record: Readonly<Record<string, unknown>>): ParsedSettings => {
  const strictest = strictestSettings();
  const values: Record<string, unknown> = { ...defaultSettings() };
  const refused: SettingKey[] = [];
  const unknown: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    if (!isSettingKey(key)) {
      unknown[key] = value;
      continue;
    }
    const parsed = parseSetting(key, value);
    if (parsed === undefined) refused.push(key);
    values[key] = parsed === undefined ? strictest[key] : parsed;
  }
  return { values: values as unknown as SettingValues, refused, unknown };
};
