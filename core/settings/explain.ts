import * as z from 'zod/mini';
import { type Because, effectiveFor } from '../../contract/settings/effective-for.ts';
import type { Effective } from '../../contract/settings/registers/effective.ts';
import { chatRegister } from '../../contract/settings/registers/rules.ts';
import {
  type SettingKey,
  type SettingValue,
  settingsTable,
} from '../../contract/settings/registry.ts';
import type { SettingRow } from '../../contract/settings/row.ts';
import { inDoubt, parseSetting } from '../../contract/settings/values.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Registers } from './registers.ts';

const hereName = 'settings.here';
const hereSchema = z.record(z.string(), z.unknown());

/** What this device has for itself, by row; a value that is not understood counts as in doubt. */
export const loadHere = (meta: MetaRepository): Readonly<Record<string, unknown>> =>
  hereSchema.safeParse(meta.get(hereName)).data ?? {};

/** Keeps what this device has for itself. */
export const saveHere = (meta: MetaRepository, here: Readonly<Record<string, unknown>>): void =>
  Object.keys(here).length === 0 ? meta.remove(hereName) : meta.set(hereName, here);

const ownOf = (meta: MetaRepository, key: SettingKey): unknown => {
  const row: SettingRow = settingsTable[key];
  if (!row.overridable) return undefined;
  const here = loadHere(meta);
  if (!Object.hasOwn(here, key)) return undefined;
  return parseSetting(key, here[key]) ?? inDoubt(key);
};

/** A row that is in force on this device, and why. `chat`: the account of the other side, for what one chat has. */
export const explainRow = <K extends SettingKey>(
  registers: Pick<Registers, 'effective'>,
  meta: MetaRepository,
  key: K,
  chat?: string,
): { readonly value: SettingValue<K>; readonly because: Because; readonly account: Effective } => {
  const account = registers.effective(key);
  if (!account) throw new TypeError(`${key} is no row of the account`);
  const ofChat = chat === undefined ? null : registers.effective(chatRegister(chat, key));
  const from = { account, here: ownOf(meta, key), ...(ofChat ? { chat: ofChat } : {}) };
  return { ...effectiveFor(key, from), account };
};
