import type { AccountSettingsState } from '../../contract/ipc/account-settings.ts';
import {
  type SettingKey,
  type SettingValue,
  type SettingValues,
  settingKeysOf,
  settingsTable,
} from '../../contract/settings/registry.ts';
import { parseSettings, strictestSettings } from '../../contract/settings/values.ts';
import type { Host } from './host.ts';
import { createRemote, type Remote } from './remote.ts';

export type SettingsState = {
  readonly values: SettingValues;
  readonly keptAside: string | null;
  readonly readOnly: boolean;
};

const accountKeys = new Set<string>(settingKeysOf('account'));

/** Device and account settings as one; the screens cannot tell where a value is kept. */
export type Settings = Remote<SettingsState> & {
  /** Shows the value at once; `until`: when it goes back by itself, of rows that may. Rejects, with the former value back, when it could not be kept. */
  readonly set: <K extends SettingKey>(
    key: K,
    value: SettingValue<K>,
    until?: number,
  ) => Promise<void>;
  /** Reads the account's values once the engine is there, and keeps them for an offline start. */
  readonly followAccount: () => () => void;
};

export const createSettings = (host: Host): Settings => {
  let device: Record<string, unknown> = {};
  let account: Record<string, unknown> = {};
  // What main remembers of the account counts until the engine has spoken.
  let heard = false;
  const ofDevice = () =>
    heard
      ? Object.fromEntries(Object.entries(device).filter(([key]) => !accountKeys.has(key)))
      : device;
  let file = { keptAside: null as string | null, readOnly: false };
  const toState = (): SettingsState => ({
    values: parseSettings({ ...ofDevice(), ...account }).values,
    ...file,
  });
  const takeFile = (answer: {
    values: Record<string, unknown>;
    keptAside: string | null;
    readOnly: boolean;
  }) => {
    device = answer.keptAside
      ? { ...strictestSettings(), ...answer.values }
      : { ...device, ...answer.values };
    file = { keptAside: answer.keptAside, readOnly: answer.readOnly };
    return toState();
  };
  const remote = createRemote({
    get: async () => takeFile(await host.settings.get({})),
    follow: (put) => host.settings.on('changed', (answer) => put(takeFile(answer))),
  });
  const takeAccount = ({ values, removed }: AccountSettingsState) => {
    account = values;
    heard = true;
    remote.put(toState());
    const cached = Object.fromEntries(
      Object.entries(values).filter(([key]) => accountKeys.has(key)),
    );
    host.settings.cacheAccount({ values: cached, removed }).catch(() => undefined);
  };

  return {
    ...remote,
    set: async (key, value, until) => {
      const before = { device, account };
      const show = (layer: Record<string, unknown>) => ({ ...layer, [key]: value });
      if (settingsTable[key].scope === 'account') {
        account = show(account);
        remote.put(toState());
        try {
          takeAccount(
            await host.accountSettings.set({ key, value, ...(until !== undefined && { until }) }),
          );
        } catch (error) {
          account = before.account;
          remote.put(toState());
          throw error;
        }
        return;
      }
      device = show(device);
      remote.put(toState());
      try {
        remote.put(takeFile(await host.settings.set({ key, value })));
      } catch (error) {
        device = before.device;
        remote.put(toState());
        throw error;
      }
    },
    followAccount: () => {
      const read = () => host.accountSettings.get({}).then(takeAccount, () => undefined);
      const stops = [host.accountSettings.on('changed', takeAccount), host.onEngineRestart(read)];
      void read();
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
};
