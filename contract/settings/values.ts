import { isLooserIn } from './lattice.ts';
import {
  isSettingKey,
  type SettingKey,
  type SettingValue,
  type SettingValues,
  settingKeys,
  settingsTable,
} from './registry.ts';
import type { SettingRow } from './row.ts';

/** All defaults. */
export const defaultSettings = (): SettingValues =>
  Object.fromEntries(
    settingKeys.map((key) => [key, settingsTable[key].default]),
  ) as unknown as SettingValues;

/** What applies while the real value of `key` cannot be known: the strictest; the default where it gives nothing away. */
export const inDoubt = <K extends SettingKey>(key: K): SettingValue<K> => {
  const row: SettingRow = settingsTable[key];
  const { lattice } = row;
  const strictest = lattice ? lattice.strictest : row.default;
  return (row.inDoubt === undefined ? strictest : row.inDoubt) as SettingValue<K>;
};

/** The values that share least, for when what the person chose cannot be read; rows that share nothing keep their default. */
export const strictestSettings = (): SettingValues =>
  Object.fromEntries(settingKeys.map((key) => [key, inDoubt(key)])) as unknown as SettingValues;

/** True when `next` gives away something that `than` does not; never of a row that gives nothing away. Both are values of the row. */
export const isLooser = <K extends SettingKey>(
  key: K,
  next: SettingValue<K>,
  than: SettingValue<K>,
): boolean => {
  const { lattice }: SettingRow = settingsTable[key];
  return lattice !== undefined && isLooserIn(lattice, next, than);
};

/** The stricter combination of two values of the row; the first where the row gives nothing away. */
export const meetOf = <K extends SettingKey>(
  key: K,
  one: SettingValue<K>,
  other: SettingValue<K>,
): SettingValue<K> => {
  const { lattice }: SettingRow = settingsTable[key];
  return lattice ? (lattice.meet(one, other) as SettingValue<K>) : one;
};

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
