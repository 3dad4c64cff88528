import {
  isSettingKey,
  type SettingKey,
  type SettingValues,
  settingKeysOf,
  settingsTable,
} from '../registry.ts';
import { parseSettings, strictestSettings } from '../values.ts';
import { type Registers, registerKeySchema } from './codec.ts';
import { written } from './register.ts';

/** Who writes, and when by its clock. */
export interface Author {
  readonly replica: string;
  readonly device: string;
  readonly now: number;
}

const first = (author: Author, values: readonly (readonly [string, unknown])[]): Registers =>
  new Map(values.map(([key, value]) => [key, written([], { ...author, value, end: null })]));

/**
 * The account's settings as versions before registers kept them, one record, as first writes. What was never chosen is not written and
 * stays a default; a value that is not understood is written as what applies in doubt; keys of a newer version go along.
 */
export const takeOver = (record: Readonly<Record<string, unknown>>, author: Author): Registers => {
  const { values } = parseSettings(record);
  return first(
    author,
    Object.keys(record)
      .filter((key) => registerKeySchema.safeParse(key).success)
      .filter((key) => !isSettingKey(key) || settingsTable[key].scope === 'account')
      .map((key) => [key, isSettingKey(key) ? values[key] : record[key]]),
  );
};

/** Everything that only the person's own devices can read, at its strictest and written so: what was chosen before cannot be had. */
export const beginStrictest = (author: Author): Registers => {
  const strictest: SettingValues = strictestSettings();
  return first(
    author,
    settingKeysOf('account')
      .filter((key: SettingKey) => settingsTable[key].leaves === 'encrypted')
      .map((key) => [key, strictest[key]]),
  );
};
