import { CodedError } from '../../contract/errors/coded-error.ts';
import type { AccountSettingsState } from '../../contract/ipc/engine-state.ts';
import {
  isClearedWithAccount,
  isSettingKey,
  type SettingValues,
  settingKeysOf,
} from '../../contract/settings/registry.ts';
import {
  isLooser,
  parseSetting,
  parseSettings,
  strictestSettings,
} from '../../contract/settings/values.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Account } from './account.ts';

const metaName = 'settings';
const removedMark = 'settings.removed';
const keys = settingKeysOf('account');

/** Settings that belong to the account. */
export interface AccountSettings {
  readonly handlers: MessengerHandlers['accountSettings'];
  readonly values: () => SettingValues;
  /** There is an account; takes over what registration or the server said. */
  readonly accountCame: (findableByNumber: boolean) => void;
  /** The server knows the account no more: clears where a row asks for it, but for what stands at its strictest. */
  readonly accountLost: () => void;
}

/** Remembers in a new database that an account was removed, until there is another. */
export const markAccountRemoved = (meta: MetaRepository): void => meta.set(removedMark, true);

/** Settings over the database; what cannot be read there counts as the value that shares least. */
export const createAccountSettings = (
  context: Context,
  account: Pick<Account, 'setFindable'>,
): AccountSettings => {
  const { meta, transaction } = context.store;
  const stored = (): Readonly<Record<string, unknown>> => {
    const value = meta.get(metaName);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  };
  let values = parseSettings(stored()).values;
  const shown = (): AccountSettingsState => {
    const removed = isRemoved();
    const kept = stored();
    const present = removed ? keys.filter((key) => Object.hasOwn(kept, key)) : keys;
    return { values: Object.fromEntries(present.map((key) => [key, values[key]])), removed };
  };
  const write = (
    next: Readonly<Record<string, unknown>>,
    removed: boolean,
  ): AccountSettingsState => {
    transaction(() => {
      meta.set(metaName, next);
      if (removed) markAccountRemoved(meta);
      else meta.remove(removedMark);
    });
    values = parseSettings(next).values;
    const now = shown();
    context.emit('accountSettings.changed', now);
    return now;
  };
  const isRemoved = (): boolean => meta.get(removedMark) === true;

  return {
    handlers: {
      get: async () => shown(),
      set: async ({ key, value }) => {
        const parsed = parseSetting(key, value);
        if (!isSettingKey(key) || !keys.includes(key) || parsed === undefined)
          throw new CodedError('ipc_bad_input');
        // The server decides by its own record: it must know first.
        if (key === 'privacy.findableByNumber') await account.setFindable(parsed === true);
        return write({ ...stored(), [key]: parsed }, isRemoved());
      },
    },
    values: () => values,
    accountCame: (findableByNumber) => {
      if (isRemoved() || values['privacy.findableByNumber'] !== findableByNumber)
        write({ ...stored(), 'privacy.findableByNumber': findableByNumber }, false);
    },
    accountLost: () => {
      if (isRemoved()) return;
      const strictest = strictestSettings();
      const outlives = ([key]: readonly [string, unknown]): boolean =>
        !isSettingKey(key) ||
        !isClearedWithAccount(key) ||
        !isLooser(key, values[key], strictest[key]);
      // What cannot be read stood at its strictest; from now on it is written so.
      const readable = Object.entries(stored()).map(
        ([key, value]) => [key, isSettingKey(key) ? values[key] : value] as const,
      );
      write(Object.fromEntries(readable.filter(outlives)), true);
    },
  };
};
