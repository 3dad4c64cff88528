import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import { createAdding } from './adding.ts';
import { createApproving } from './approving.ts';
import { createJoining } from './joining.ts';
import { createOwnList, type SystemName } from './own-list.ts';

/** The account's devices, and linking. */
export interface Devices {
  readonly handlers: MessengerHandlers['devices'];
  /** Connected: asks who else there is. */
  readonly onUp: () => void;
  /** The account came, went, or is another one. */
  readonly onAccount: () => void;
  /** The server, or another device, said that there is another one. */
  readonly onListChanged: () => void;
  readonly close: () => void;
}

const unavailable = (): Promise<never> => Promise.reject(new CodedError('unavailable'));

/** Over the account; goes on with what was begun before a restart. */
export const createDevices = (
  context: Context,
  options: {
    readonly account: Account;
    readonly exclusive: Exclusive;
    readonly system: SystemName;
    readonly onKeysReplaced: () => void;
  },
): Devices => {
  const { account, exclusive } = options;

  const state = (): DevicesState => ({
    devices: list.devices(),
    mostDevices: limits.maxDevicesPerAccount,
    joining: joining.state(),
    history: null,
    added: list.added(),
  });
  const tell = (): void => context.emit('devices.changed', state());

  const list = createOwnList(context, { account, system: options.system, onChanged: tell });
  const approving = createApproving(context, {
    account,
    history: { offer: unavailable, withdraw: async () => undefined },
  });
  const adding = createAdding(context, {
    account,
    exclusive,
    onKeysReplaced: options.onKeysReplaced,
    onJoined: () => undefined,
  });
  const joining = createJoining(context, { account, adding, onChanged: tell });

  /** Nobody waits for it: the next connection asks again. */
  const look = (): void => {
    list.refresh().catch((error: unknown) => {
      if (!isCodedError(error)) context.onUnexpected('devices', error);
    });
  };

  return {
    handlers: {
      get: async () => state(),
      refresh: async () => {
        await list.refresh();
        return state();
      },
      showCode: async ({ deviceName }) => {
        await joining.show(deviceName);
        return state();
      },
      cancelCode: async () => {
        joining.cancel();
        return state();
      },
      confirm: async () => {
        await joining.confirm();
        return state();
      },
      readCode: async ({ code }) => approving.read(code),
      approve: ({ code, withHistory }) =>
        exclusive(async () => {
          await approving.approve(code, withHistory);
          return state();
        }),
      rename: async ({ name }) => {
        await list.rename(name);
        return state();
      },
      unlink: unavailable,
      readAdded: async () => {
        list.readAdded();
        return state();
      },
      cancelHistory: unavailable,
      resumeHistory: unavailable,
    },
    onUp: look,
    onListChanged: look,
    onAccount: () => {
      list.forget();
      tell();
    },
    close: () => joining.close(),
  };
};
