import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Emit, Handlers } from '../../../contract/ipc/define.ts';
import type { settingsDomain } from '../../../contract/ipc/shell.ts';
import {
  type SettingsFile,
  toSettingsRecord,
  withoutAccount,
  withSetting,
} from '../../../contract/settings/file.ts';
import {
  isSettingKey,
  type SettingValues,
  settingsTable,
} from '../../../contract/settings/registry.ts';
import type { JsonStore } from './json-store.ts';
import { type LoadedSettings, settingsName } from './load-settings.ts';

export interface Settings {
  readonly handlers: Handlers<typeof settingsDomain>;
  readonly values: () => SettingValues;
  /** Told of every change with the new and the former values; gives its unsubscribe. */
  readonly onChange: (listener: (now: SettingValues, before: SettingValues) => void) => () => void;
  /** Waits for what is being written. */
  readonly close: () => Promise<void>;
}

const isSame = (one: SettingsFile, other: SettingsFile): boolean =>
  JSON.stringify(toSettingsRecord(one)) === JSON.stringify(toSettingsRecord(other));

/** The settings of this device, and the account's as last seen. A value counts only once it is on the disk. */
export const createSettings = (options: {
  loaded: LoadedSettings;
  store: JsonStore;
  emit: Emit<typeof settingsDomain>;
  /** Removes every former version of the file that was kept. */
  removeCopies: () => Promise<void>;
  complain: (what: string) => void;
}): Settings => {
  let file: SettingsFile = options.loaded.file;
  let keptAside = file.keptAside;
  const listeners = new Set<(now: SettingValues, before: SettingValues) => void>();
  const answer = () => ({ values: { ...file.values }, keptAside, readOnly: file.readOnly });

  const write = (next: SettingsFile): Promise<void> =>
    options.store.write(settingsName, toSettingsRecord(next));
  // A failed first write leaves the old state on the disk, which the next start reads the same way.
  let queue: Promise<void> = options.loaded.write
    ? write(file).catch((error: unknown) => options.complain(`settings: ${String(error)}`))
    : Promise.resolve();

  const change = (alter: (current: SettingsFile) => SettingsFile): Promise<void> => {
    const turn = queue.then(async () => {
      if (file.readOnly) throw new CodedError('settings_read_only');
      const before = file.values;
      const next = alter(file);
      if (next === file) return;
      await write(next);
      file = next;
      for (const listener of [...listeners]) listener(file.values, before);
      options.emit('changed', answer());
    });
    queue = turn.catch(() => {});
    return turn;
  };

  const removeCopies = (): Promise<void> => {
    const turn = queue.then(options.removeCopies).then(() => {
      keptAside = null;
    });
    queue = turn.catch(() => {});
    return turn;
  };

  return {
    handlers: {
      get: async () => answer(),
      set: async ({ key, value }) => {
        if (settingsTable[key].scope !== 'device') throw new CodedError('ipc_bad_input');
        await change((current) => {
          // Told once more at most: whoever changes a setting has seen the screen that says it.
          const next = withSetting({ ...current, keptAside: null }, key, value);
          if (!next) throw new CodedError('ipc_bad_input');
          return next;
        });
        return answer();
      },
      cacheAccount: async ({ values, removed }) => {
        const entries = Object.entries(values).filter(
          ([key]) => isSettingKey(key) && settingsTable[key].scope === 'account',
        );
        // A file that may not be written keeps an old cache; the engine's own values rule anyway.
        if (file.readOnly) return {};
        await change((current) => {
          let next = removed ? withoutAccount(current) : current;
          for (const [key, value] of entries) {
            const set = isSettingKey(key) ? withSetting(next, key, value) : undefined;
            if (!set) throw new CodedError('ipc_bad_input');
            next = set;
          }
          return isSame(next, current) ? current : next;
        });
        if (removed) await removeCopies();
        return {};
      },
    },
    values: () => file.values,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => queue,
  };
};
