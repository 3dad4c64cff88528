import * as z from 'zod/mini';
import { type Because, effectiveFor } from '../../contract/settings/effective-for.ts';
import type { Effective } from '../../contract/settings/registers/effective.ts';
import { chatRegister } from '../../contract/settings/registers/rules.ts';
import {
  isSettingKey,
  type SettingKey,
  type SettingValue,
  settingKeysOf,
  settingsTable,
} from '../../contract/settings/registry.ts';
import type { SettingRow } from '../../contract/settings/row.ts';
import { inDoubt, isLooser, parseSetting } from '../../contract/settings/values.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Registers } from './registers.ts';

const hereName = 'settings.here';
const hereSchema = z.record(z.string(), z.unknown());

/** What this device has for itself, by row. */
export type Here = Readonly<Record<string, unknown>>;

const overridable = settingKeysOf('account').filter((key) => settingsTable[key].overridable);

/**
 * What this device has for itself; a value that is not understood counts as in doubt. So does what was noted and is lost, and, where
 * nothing of it can be read, whatever there may have been.
 */
export const loadHere = (registers: Pick<Registers, 'state'>, meta: MetaRepository): Here => {
  const kept = meta.get(hereName);
  const parsed = hereSchema.safeParse(kept ?? {});
  const noted = parsed.success ? (registers.state().here ?? []) : overridable;
  const doubted = overridable.filter((key) => noted.includes(key));
  return { ...Object.fromEntries(doubted.map((key) => [key, inDoubt(key)])), ...parsed.data };
};

/** Keeps what this device has for itself, and notes of which rows. Inside a transaction. */
export const saveHere = (
  registers: Pick<Registers, 'saveState'>,
  meta: MetaRepository,
  here: Here,
): void => {
  const keys = Object.keys(here);
  if (keys.length === 0) meta.remove(hereName);
  else meta.set(hereName, here);
  registers.saveState({ here: keys });
};

/** What of it stays when the account leaves this device: what refuses, as of the account's own rows. */
export const stricterHere = (here: Here): Here =>
  Object.fromEntries(
    Object.entries(here).filter(([key, value]) => {
      if (!isSettingKey(key)) return false;
      const parsed = parseSetting(key, value);
      return parsed === undefined || !isLooser(key, parsed, inDoubt(key));
    }),
  );

const ownOf = (registers: Pick<Registers, 'state'>, meta: MetaRepository, key: SettingKey) => {
  const row: SettingRow = settingsTable[key];
  if (!row.overridable) return undefined;
  const here = loadHere(registers, meta);
  if (!Object.hasOwn(here, key)) return undefined;
  return parseSetting(key, here[key]) ?? inDoubt(key);
};

/** A row that is in force on this device, and why. `chat`: the account of the other side, for what one chat has. */
export const explainRow = <K extends SettingKey>(
  registers: Pick<Registers, 'effective' | 'state'>,
  meta: MetaRepository,
  key: K,
  chat?: string,
): { readonly value: SettingValue<K>; readonly because: Because; readonly account: Effective } => {
  const account = registers.effective(key);
  if (!account) throw new TypeError(`${key} is no row of the account`);
  const ofChat = chat === undefined ? null : registers.effective(chatRegister(chat, key));
  const from = { account, here: ownOf(registers, meta, key), ...(ofChat ? { chat: ofChat } : {}) };
  return { ...effectiveFor(key, from), account };
};
