import { CodedError } from '../../contract/errors/coded-error.ts';
import {
  isSettingKey,
  type SettingValues,
  settingKeysOf,
} from '../../contract/settings/registry.ts';
import { parseSetting, parseSettings } from '../../contract/settings/values.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Account } from './account.ts';

const metaName = 'settings';
const keys = settingKeysOf('account');

/** Settings that belong to the account. */
export interface AccountSettings {
  readonly handlers: MessengerHandlers['accountSettings'];
  readonly values: () => SettingValues;
  /** Takes over what registration or the server said. */
  readonly setFindable: (findableByNumber: boolean) => void;
  /** Back to the defaults where a row asks for it. Inside a transaction. */
  readonly clear: () => void;
}

/** Settings over the database; what cannot be read there counts as the value that shares least. */
export const createAccountSettings = (
  context: Context,
  account: () => Account,
): AccountSettings => {
  const { meta } = context.store;
  const stored = (): Readonly<Record<string, unknown>> => {
    const value = meta.get(metaName);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  };
  let values = parseSettings(stored()).values;
  const shown = () => ({ values: Object.fromEntries(keys.map((key) => [key, values[key]])) });
  const keep = (key: string, value: unknown) => {
    meta.set(metaName, { ...stored(), [key]: value });
    values = parseSettings(stored()).values;
    const now = shown();
    context.emit('accountSettings.changed', now);
    return now;
  };

  return {
    handlers: {
      get: async () => shown(),
      set: async ({ key, value }) => {
        const parsed = parseSetting(key, value);
        if (!isSettingKey(key) || !keys.includes(key) || parsed === undefined)
          throw new CodedError('ipc_bad_input');
        // The server decides by its own record: it must know first.
        if (key === 'privacy.findableByNumber') await account().setFindable(parsed === true);
        return keep(key, parsed);
      },
    },
    values: () => values,
    setFindable: (findableByNumber) => {
      if (values['privacy.findableByNumber'] !== findableByNumber)
        keep('privacy.findableByNumber', findableByNumber);
    },
    clear: () => {
      meta.remove(metaName);
      values = parseSettings({}).values;
    },
  };
};
