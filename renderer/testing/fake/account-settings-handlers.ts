import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { AccountRows, AccountSettingsState } from '../../../contract/ipc/account-settings.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import { effectiveFor } from '../../../contract/settings/effective-for.ts';
import { type Effective, effectiveAt } from '../../../contract/settings/registers/effective.ts';
import { type Register, written } from '../../../contract/settings/registers/register.ts';
import { chatRegister, chatRows, rulesOf } from '../../../contract/settings/registers/rules.ts';
import { type RegisterWrite, writeId } from '../../../contract/settings/registers/write.ts';
import {
  type SettingKey,
  settingKeysOf,
  settingsTable,
} from '../../../contract/settings/registry.ts';
import { parseSetting } from '../../../contract/settings/values.ts';
import type { World } from './world.ts';

const keys = settingKeysOf('account');
export const fakeReplica = '00000000000000aa';

/** Account-scope settings in memory, by the contract's own registers. */
export const accountSettingsHandlers = (
  world: World,
  emit: (name: string, payload: unknown) => void,
): Handlers<EngineDomains['accountSettings']> => {
  const registerOf = (key: string): Register => {
    const register = world.registers.get(key) ?? [];
    if (register.length > 0 || !Object.hasOwn(world.accountSettings, key)) return register;
    const value = world.accountSettings[key];
    const by = { replica: fakeReplica, device: 'Laptop', end: null, now: world.now() };
    return written([], { ...by, value });
  };
  const clocks = () => ({ localNow: world.now(), serverNow: world.now() });
  const effective = (key: string): Effective => {
    const rules = rulesOf(key);
    if (!rules) throw new CodedError('ipc_bad_input');
    return effectiveAt(rules, registerOf(key), clocks());
  };
  const explain = (key: SettingKey, chat?: string) => {
    const account = effective(key);
    const own = Object.hasOwn(world.here, key) ? { here: world.here[key] } : {};
    const ofChat = chat === undefined ? {} : { chat: effective(chatRegister(chat, key)) };
    return { ...effectiveFor(key, { account, ...own, ...ofChat }), account };
  };
  const state = (): AccountSettingsState => ({
    values: world.removed
      ? world.accountSettings
      : Object.fromEntries(keys.map((key) => [key, explain(key).value])),
    removed: world.removed,
  });
  const toShown = (write: RegisterWrite) => ({
    write: writeId(write),
    device: write.device,
    thisDevice: write.replica === fakeReplica,
    at: write.at,
    value: write.value,
    until: write.end?.at ?? null,
  });
  const rows = (): AccountRows => ({
    rows: Object.fromEntries(
      keys.map((key) => {
        const { value, because, account } = explain(key);
        const history = registerOf(key).map(toShown);
        const [newest] = history;
        const here = because === 'device_override';
        return [
          key,
          {
            place: here ? 'device' : world.accountSync.syncedAt === null ? 'waiting' : 'synced',
            set: newest
              ? { device: newest.device, thisDevice: newest.thisDevice, at: newest.at }
              : null,
            until: account.until,
            ofAccount: here ? { value: account.value } : null,
            conflict: account.conflict ? account.heads.map(toShown) : null,
            value,
            because,
            history,
          },
        ];
      }),
    ),
    sync: world.accountSync,
  });
  const changed = (): AccountSettingsState => {
    emit('accountSettings.changed', { ...state(), rows: rows() });
    return state();
  };
  const write = (key: string, value: unknown, until: number | null = null) => {
    const { until: running, value: present } = effective(key);
    const back = running ? running.back : present;
    const register = written(registerOf(key), {
      replica: fakeReplica,
      device: 'Laptop',
      value,
      end: until === null ? null : { at: until, back },
      now: world.now(),
    });
    world.registers.set(key, register);
    if (!key.startsWith('chat:')) world.accountSettings[key] = value;
  };
  const chat = (accountId: string) => ({
    rows: Object.fromEntries(
      chatRows.map((key) => {
        const { value, because } = explain(key, accountId);
        const kept = effective(chatRegister(accountId, key)).value;
        const ofChat = typeof kept === 'boolean' ? kept : null;
        return [key, { value: value === true, because, ofChat }];
      }),
    ),
  });

  return {
    get: async () => state(),
    rows: async () => rows(),
    set: async ({ key, value, until }) => {
      const mayEnd = settingsTable[key].temporary || until == null;
      if (parseSetting(key, value) === undefined || !mayEnd) throw new CodedError('ipc_bad_input');
      write(key, value, until ?? null);
      return changed();
    },
    setHere: async ({ key, value }) => {
      if (!settingsTable[key].overridable) throw new CodedError('ipc_bad_input');
      const { [key]: _, ...others } = world.here;
      world.here = value === null ? others : { ...others, [key]: value };
      return changed();
    },
    undo: async ({ key }) => {
      const [, before] = registerOf(key);
      const { until, conflict } = effective(key);
      if (conflict) throw new CodedError('bad_request');
      const former = before ? before.value : settingsTable[key].default;
      write(key, until ? until.back : former);
      return changed();
    },
    resolve: async ({ key, write: id }) => {
      const picked = effective(key).heads.find((head) => writeId(head) === id);
      if (!picked) throw new CodedError('not_found');
      write(key, picked.value, picked.end?.at ?? null);
      return changed();
    },
    readBegan: async () => {
      world.accountSync = { ...world.accountSync, beganStrictest: false };
      return changed();
    },
    chat: async ({ accountId }) => chat(accountId),
    setForChat: async ({ accountId, key, value, until }) => {
      if (!settingsTable[key].perChat) throw new CodedError('ipc_bad_input');
      write(chatRegister(accountId, key), value, until ?? null);
      return chat(accountId);
    },
  };
};
