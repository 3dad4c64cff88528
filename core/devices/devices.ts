import type { Sync } from '../../contract/content/schema.ts';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { ProvisionedHistory } from '../../contract/linking/provision.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import { createHistory } from '../history/history.ts';
import { offerLifetimeMs } from '../history/sending.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { SyncIn } from '../sync/types.ts';
import { createAdding } from './adding.ts';
import { createApproving } from './approving.ts';
import { createJoining } from './joining.ts';
import { createOwnList, type SystemName } from './own-list.ts';
import { createUnlinking } from './unlinking.ts';

/** The account's devices, linking, and history on its way between them. */
export interface Devices {
  readonly handlers: MessengerHandlers['devices'];
  /** Connected: asks who else there is, and goes on with history. */
  readonly onUp: () => void;
  /** The account came, went, or is another one. */
  readonly onAccount: () => void;
  /** The server said that there are other devices than before. */
  readonly onListChanged: () => void;
  /** What a device of the account is called; null when that is not known. */
  readonly nameOf: (deviceId: number) => string | null;
  /** Hears of new devices. */
  readonly sync: SyncIn;
  /** Whether the server hands over, with its refusal, the word of another device that has this one wiped. */
  readonly isFarewell: (details: unknown) => boolean;
  readonly close: () => Promise<void>;
}

export interface DevicesOptions {
  readonly account: Account;
  readonly exclusive: Exclusive;
  readonly system: SystemName;
  readonly onKeysReplaced: () => void;
  /** Tells the account's other devices, of which there are some. Inside a transaction; gives what is to be called after. */
  readonly tellOthers: (sync: Sync) => () => void;
  /** How many devices the account has. */
  readonly onListed: (count: number) => void;
}

/** Over the account; goes on with what was begun before a restart. */
export const createDevices = (context: Context, options: DevicesOptions): Devices => {
  const { clock } = context;
  const { account, exclusive } = options;

  const state = (): DevicesState => ({
    devices: list.devices(),
    mostDevices: limits.maxDevicesPerAccount,
    joining: joining.state(),
    history: history.state(),
    added: list.added(),
  });
  const tell = (): void => context.emit('devices.changed', state());

  const list = createOwnList(context, {
    account,
    system: options.system,
    onListed: (deviceIds) => {
      options.onListed(deviceIds.length);
      history.listed(Math.max(0, ...deviceIds));
    },
    onChanged: tell,
  });
  const history = createHistory(context, { account, onChanged: tell });
  const offer = async (): Promise<ProvisionedHistory> => {
    const lastDeviceId = Math.max(0, ...(await list.refresh()));
    const offered = await history.offer(lastDeviceId);
    stopLook();
    stopLook = clock.after(offerLifetimeMs, look);
    return offered;
  };
  const approving = createApproving(context, {
    account,
    history: { offer, withdraw: history.withdraw },
  });
  const unlinking = createUnlinking(context, { account, list });
  const adding = createAdding(context, {
    account,
    exclusive,
    onKeysReplaced: options.onKeysReplaced,
    onJoined: ({ history: promised }) => {
      history.expect(promised);
      const transfer = promised ? { transfer: promised.transferId } : {};
      return options.tellOthers({ what: 'linked', at: clock.now(), ...transfer });
    },
  });
  const joining = createJoining(context, { account, adding, onChanged: tell });

  /** Nobody waits for it: the next connection asks again. */
  const look = (): void => {
    list.refresh().catch((error: unknown) => {
      if (!isCodedError(error)) context.onUnexpected('devices', error);
    });
  };
  let heardLinked = false;
  let stopLook: Unsubscribe = () => undefined;

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
      unlink: async ({ deviceIds, wipe }) => {
        await unlinking.unlink(deviceIds, wipe);
        return state();
      },
      readAdded: async () => {
        list.readAdded();
        return state();
      },
      cancelHistory: async () => {
        await history.cancel();
        return state();
      },
      resumeHistory: async () => {
        if (!account.ready()) throw new CodedError('not_registered');
        history.resume();
        return state();
      },
    },
    nameOf: (deviceId) =>
      list.devices()?.find((device) => device.deviceId === deviceId)?.name ?? null,
    onUp: () => {
      look();
      history.go();
    },
    onListChanged: look,
    onAccount: () => {
      list.forget();
      if (!account.ready()) history.stop();
      tell();
    },
    sync: {
      heard: (sync) => {
        if (sync.what !== 'linked') return;
        heardLinked = true;
        if (sync.transfer !== undefined) history.joined(sync.transfer);
      },
      committed: () => {
        if (!heardLinked) return;
        heardLinked = false;
        history.go();
        tell();
        look();
      },
    },
    isFarewell: unlinking.isFarewell,
    close: async () => {
      stopLook();
      joining.close();
      await history.close();
    },
  };
};
