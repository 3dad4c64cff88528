import * as z from 'zod/mini';
import type { Sync } from '../../contract/content/schema.ts';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { timestampSchema, uuidSchema } from '../../contract/ids.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { ProvisionedHistory, SeenManifest } from '../../contract/linking/provision.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { signingPublicKey } from '../crypto/signing.ts';
import type { ListedOwnDevice } from '../encryption/devices.ts';
import type { MessengerHandlers } from '../events.ts';
import { createHistory } from '../history/history.ts';
import { offerLifetimeMs } from '../history/sending.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { keepFloor } from '../settings/register-state.ts';
import type { SyncIn } from '../sync/types.ts';
import { createAdding } from './adding.ts';
import { createApproving } from './approving.ts';
import type { Farewell } from './farewell.ts';
import { createJoining } from './joining.ts';
import { noteKeys } from './known-keys.ts';
import type { NewKeys } from './new-keys.ts';
import { createOwnList, ownDeviceName, type SystemName } from './own-list.ts';
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
  /** New keys are being made. */
  readonly onNewKeys: () => void;
  /** The account has new keys: what was begun with the former is over. */
  readonly onKeysReplaced: () => void;
  /** What a device of the account is called; null when that is not known. */
  readonly nameOf: (deviceId: number) => string | null;
  /** The account's devices; this one alone where no list is at hand. None without an account. */
  readonly own: () => readonly ListedOwnDevice[];
  /** Hears of new devices. */
  readonly sync: SyncIn;
  /** The word of another device that has this one wiped, where the server hands it over with its refusal; else null. */
  readonly farewell: (details: unknown) => Farewell | null;
  readonly close: () => Promise<void>;
}

export interface DevicesOptions {
  readonly account: Account;
  readonly exclusive: Exclusive;
  readonly system: SystemName;
  readonly onKeysReplaced: () => void;
  readonly newKeys: Pick<NewKeys, 'state' | 'make'>;
  /** Tells the account's other devices, of which there are some where `areThere` says so. Inside a transaction; gives what is to be called after. */
  readonly tellOthers: (sync: Sync, areThere: boolean) => () => void;
  /** How many devices the account has. */
  readonly onListed: (count: number) => void;
  /** This account has other devices than were listed before. */
  readonly onOthers: (ownId: string) => void;
  /** A device may join until then, ms by the server's clock. */
  readonly onOpened: (until: number) => void;
  readonly seenManifest: () => SeenManifest | null;
}

const linkedName = 'devices.linked';
const linkedSchema = z.object({
  what: z.literal('linked'),
  at: timestampSchema,
  transfer: z.optional(uuidSchema),
});
type Linked = z.infer<typeof linkedSchema>;

/** Over the account; goes on with what was begun before a restart. */
export const createDevices = (context: Context, options: DevicesOptions): Devices => {
  const { clock } = context;
  const { account, exclusive } = options;

  const state = (): DevicesState => ({
    devices: list.devices(),
    mostDevices: limits.maxDevicesPerAccount,
    joining: joining.state(),
    history: history.state(),
    newKeys: options.newKeys.state(),
    added: list.added(),
    linked: list.linked(),
  });
  const tell = (): void => context.emit('devices.changed', state());

  const list = createOwnList(context, {
    account,
    system: options.system,
    onOthers: () => {
      const own = account.ready()?.accountId;
      if (own !== undefined) options.onOthers(own);
    },
    onListed: (deviceIds) => {
      options.onListed(deviceIds.length);
      history.listed(Math.max(0, ...deviceIds));
    },
    onChanged: tell,
  });
  const history = createHistory(context, { account, onChanged: tell });
  const offer = async (): Promise<ProvisionedHistory> => {
    const lastDeviceId = Math.max(0, ...(await list.refresh()));
    return history.offer(lastDeviceId);
  };
  const lookAfterOffer = (): void => {
    stopLook();
    stopLook = clock.after(offerLifetimeMs + 1_000, look);
  };
  const approving = createApproving(context, {
    account,
    history: { offer, withdraw: history.withdraw },
    onOpened: () => {
      options.onOpened(context.serverClock.now() + offerLifetimeMs);
      lookAfterOffer();
    },
    seenManifest: options.seenManifest,
    onHanded: (name) =>
      context.store.transaction(() => {
        const at = clock.now();
        list.approved(name, at);
        return options.tellOthers({ what: 'handed', name, at }, false);
      })(),
  });
  const unlinking = createUnlinking(context, {
    account,
    list,
    ownName: () => ownDeviceName(context.store.meta, options.system),
  });
  const adding = createAdding(context, {
    account,
    exclusive,
    onKeysReplaced: options.onKeysReplaced,
    onJoined: ({ accountId, history: promised, manifest, signingKeys = [] }) => {
      history.expect(promised);
      noteKeys(context.store.meta, signingKeys);
      if (manifest) keepFloor(context.store.meta, accountId, manifest);
      const transfer = promised ? { transfer: promised.transferId } : {};
      const linked: Linked = { what: 'linked', at: clock.now(), ...transfer };
      context.store.meta.set(linkedName, linked);
      return options.tellOthers(linked, true);
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
      makeNewKeys: async () => {
        await options.newKeys.make();
        return state();
      },
      readAdded: async () => {
        list.readAdded();
        return state();
      },
      readLinked: async () => {
        list.readLinked();
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
    onNewKeys: tell,
    onKeysReplaced: () => {
      approving.forget();
      history.withdraw().catch((error: unknown) => context.onUnexpected('history', error));
      list.keepOwn();
    },
    nameOf: (deviceId) =>
      list.devices()?.find((device) => device.deviceId === deviceId)?.name ?? null,
    own: () => {
      const ready = account.ready();
      const identity = context.store.keys.identity();
      if (!ready || !identity) return [];
      const ownKey = toBase64(signingPublicKey(identity.signingKey));
      const certified = list.signingKeys();
      const registrations = list.registrationIds();
      const here = {
        deviceId: ready.deviceId,
        name: ownDeviceName(context.store.meta, options.system),
        thisDevice: true,
        addedAt: null,
      };
      return (list.devices() ?? [here]).map(({ deviceId, name, thisDevice, addedAt }) => ({
        deviceId,
        name,
        thisDevice,
        signingKey: thisDevice ? ownKey : (certified.get(deviceId) ?? null),
        registrationId: thisDevice
          ? identity.registrationId
          : (registrations.get(deviceId) ?? null),
        addedAt,
      }));
    },
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
      // Without it the others do not know what this device lacks.
      toRepeat: () => {
        const linked = linkedSchema.safeParse(context.store.meta.get(linkedName)).data;
        return linked && clock.now() - linked.at < limits.envelopeLifetimeMs ? [linked] : [];
      },
      heard: (sync, { deviceId }) => {
        if (sync.what === 'handed') list.handed(sync.name, sync.at);
        if (sync.what !== 'linked' && sync.what !== 'handed') return;
        heardLinked = true;
        if (sync.what === 'handed') return;
        list.spoke(deviceId, sync.at);
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
    farewell: unlinking.farewell,
    close: async () => {
      stopLook();
      joining.close();
      await history.close();
    },
  };
};
