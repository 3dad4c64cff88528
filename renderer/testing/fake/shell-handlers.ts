import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains, MainDomains } from '../../../contract/ipc/index.ts';
import { isLongPassphrase } from '../../../contract/passphrase.ts';
import { parseSetting } from '../../../contract/settings/values.ts';
import type { World } from './world.ts';

type Emit = (name: string, payload: unknown) => void;

export const shellHandlers = (
  world: World,
  emit: Emit,
): { [D in keyof MainDomains]: Handlers<MainDomains[D]> } => {
  const values = () => ({
    values: { ...world.accountSettings, ...world.settings },
    keptAside: world.keptAside,
    readOnly: world.readOnly,
  });
  const open = async (passphrase: string) => {
    if (!isLongPassphrase(passphrase)) throw new CodedError('passphrase_too_short');
    world.vault = { status: 'ready', protection: 'passphrase', backend: null };
    emit('vault.changed', world.vault);
    return world.vault;
  };
  return {
    settings: {
      get: async () => values(),
      set: async ({ key, value }) => {
        if (parseSetting(key, value) === undefined) throw new CodedError('ipc_bad_input');
        world.settings[key] = value;
        emit('settings.changed', values());
        return values();
      },
      cacheAccount: async () => ({}),
    },
    vault: {
      get: async () => world.vault,
      create: async ({ passphrase }) => open(passphrase),
      unlock: async ({ passphrase }) => {
        if (passphrase !== world.passphrase) throw new CodedError('passphrase_wrong');
        return open(passphrase);
      },
      changePassphrase: async ({ current, passphrase }) => {
        if (current !== world.passphrase) throw new CodedError('passphrase_wrong');
        world.passphrase = passphrase;
        return world.vault;
      },
      lock: async () => {
        world.vault = { status: 'locked', protection: 'passphrase', backend: null };
        emit('vault.changed', world.vault);
        return world.vault;
      },
      retry: async () => world.vault,
      setAside: async () => {
        world.vault = { status: 'ready', protection: 'keyring', backend: null };
        return world.vault;
      },
    },
    shell: {
      about: async () => ({
        version: '0.1.0',
        electron: '25.1.1',
        chromium: '114.0.5735.45',
        node: '18.15.0',
        platform: 'linux',
        developmentRuntime: true,
        locale: 'en-GB',
      }),
      openExternal: async ({ url }) => {
        world.shell.opened.push(url);
        return { opened: true };
      },
      copyText: async ({ text }) => {
        world.shell.copied.push(text);
        return {};
      },
      saveFile: async ({ name, text }) => {
        if (!world.shell.mayBeSaved) return { saved: false };
        world.shell.saved.push({ name, text });
        return { saved: true };
      },
      notify: async ({ title, body, inView }) => {
        world.shell.notified.push({ title, body, inView });
        return {};
      },
      withdraw: async ({ chatIds }) => {
        world.shell.withdrawn.push(...chatIds);
        return {};
      },
      setUnread: async ({ count }) => {
        world.shell.unread = count;
        return {};
      },
      allowCamera: async ({ allowed }) => {
        world.shell.camera.push(allowed);
        return { allowed: allowed && world.shell.mayUseCamera };
      },
      rendered: async () => ({}),
      licences: async () => ({ text: 'react 19 MIT\nlibsignal AGPL-3.0-only\n'.repeat(20) }),
      connectEngine: async () => ({ state: 'running', restarts: 0 }),
    },
    local: {
      get: async () => ({
        local: world.codes.length > 0 || world.localAffiliate !== null,
        codes: world.codes,
        affiliate: world.localAffiliate,
      }),
    },
  };
};

type EngineState = Pick<EngineDomains, 'connection' | 'store'>;

export const engineStateHandlers = (
  world: World,
  emit: Emit,
): { [D in keyof EngineState]: Handlers<EngineState[D]> } => ({
  connection: {
    get: async () => world.connection,
    retry: async () => {
      world.connection = { ...world.connection, state: 'connecting' };
      emit('connection.changed', world.connection);
      return {};
    },
  },
  store: {
    get: async () => world.store,
    acknowledge: async () => {
      world.store = { state: 'ok', problem: null, keptAt: null, kept: null, at: null };
      return world.store;
    },
    startEmpty: async () => {
      world.store = { state: 'ok', problem: null, keptAt: null, kept: null, at: null };
      return world.store;
    },
  },
});
