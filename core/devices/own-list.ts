import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { displayNameSchema } from '../../contract/ids.ts';
import type { DevicesState, OwnDevice } from '../../contract/ipc/devices.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { toBase64, toBytes } from '../crypto/bytes.ts';
import { isCertified } from '../crypto/certified.ts';
import { signingPublicKey } from '../crypto/signing.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { createDeviceNews, type DeviceNews } from './device-news.ts';
import { noteKeys } from './known-keys.ts';
import { openDeviceName, sealDeviceName } from './names.ts';
import { needSyncSecret } from './sync-key.ts';

/** The devices of the account, as the server lists them and the own keys judge them. */
export interface OwnList extends Omit<DeviceNews, 'listed'> {
  readonly devices: () => DevicesState['devices'];
  /** Signing keys (base64) by device id, of those that the identity key certified. */
  readonly signingKeys: () => ReadonlyMap<number, string>;
  /** By device id, as the server listed them. */
  readonly registrationIds: () => ReadonlyMap<number, number>;
  /** Asks the server; gives the ids. Rejects as `Api` does. */
  readonly refresh: () => Promise<readonly number[]>;
  readonly rename: (name: string) => Promise<void>;
  /** All others were ended. */
  readonly keepOwn: () => void;
  /** There is another account, or none. */
  readonly forget: () => void;
}

/** What the system is called: a host's name is personal, and nobody asked for it to be told. */
const systemNames = { linux: 'Linux', windows: 'Windows', macos: 'macOS', other: 'Bisik' } as const;
export type SystemName = keyof typeof systemNames;

const ownName = 'devices.ownName';
/** What this device is called, as far as it is known here; what the system is called before it was named. */
export const ownDeviceName = (meta: MetaRepository, system: SystemName): string =>
  displayNameSchema.safeParse(meta.get(ownName)).data ?? systemNames[system];

/** The list over an account; `onChanged` when there is something else to show. */
export const createOwnList = (
  context: Context,
  options: {
    readonly account: Account;
    readonly system: SystemName;
    /** There are other devices beside this one than were listed before. */
    readonly onOthers: () => void;
    /** The ids of the account's devices, whenever they were asked for. */
    readonly onListed: (deviceIds: readonly number[]) => void;
    readonly onChanged: () => void;
  },
): OwnList => {
  const { store, random } = context;
  const { account } = options;
  const { meta } = store;
  const { listed: tellListed, ...news } = createDeviceNews(context, options.onOthers);
  let devices: DevicesState['devices'] = null;
  let signingKeys: ReadonlyMap<number, string> = new Map();
  let registrationIds: ReadonlyMap<number, number> = new Map();

  const ownKeys = () => {
    const identity = store.keys.identity();
    const ready = account.ready();
    if (!identity || !ready) return null;
    return {
      ready,
      secret: needSyncSecret(meta, ready.accountId),
      identity: IdentityKeyPair.deserialize(toBytes(identity.keyPair)).publicKey,
      signingKey: toBase64(signingPublicKey(identity.signingKey)),
    };
  };

  const refresh = async (): Promise<readonly number[]> => {
    const own = ownKeys();
    const { devices: listed } = await account.api()('listDevices', {});
    if (!own || account.ready()?.deviceId !== own.ready.deviceId) return [];
    const certified = listed.filter((device) => isCertified(own.identity, device));
    const shown = listed.map((device): OwnDevice => {
      const { deviceId, signingKey, sealedName, addedAt, activeDay } = device;
      const name = certified.includes(device)
        ? openDeviceName(own.secret, signingKey, sealedName)
        : null;
      const thisDevice = deviceId === own.ready.deviceId && signingKey === own.signingKey;
      return { deviceId, name, addedAt, activeDay, thisDevice };
    });
    tellListed(listed, shown);
    const named = shown.find(({ thisDevice }) => thisDevice)?.name;
    if (named && named !== meta.get(ownName)) meta.set(ownName, named);
    const deviceIds = listed.map(({ deviceId }) => deviceId);
    options.onListed(deviceIds);
    devices = shown;
    signingKeys = new Map(certified.map(({ deviceId, signingKey }) => [deviceId, signingKey]));
    registrationIds = new Map(
      listed.map(({ deviceId, registrationId }) => [deviceId, registrationId]),
    );
    noteKeys(meta, [...signingKeys]);
    options.onChanged();
    const isNameless = shown.some(({ thisDevice, name }) => thisDevice && name === null);
    if (isNameless) await rename(ownDeviceName(meta, options.system));
    return deviceIds;
  };

  const rename = async (name: string): Promise<void> => {
    const own = ownKeys();
    if (!own) throw new CodedError('not_registered');
    const sealedName = sealDeviceName(own.secret, own.signingKey, name, random);
    await account.api()('nameDevice', { sealedName });
    meta.set(ownName, name);
    devices = devices?.map((device) => (device.thisDevice ? { ...device, name } : device)) ?? null;
    options.onChanged();
  };

  return {
    ...news,
    readAdded: () => {
      news.readAdded();
      options.onChanged();
    },
    readLinked: () => {
      news.readLinked();
      options.onChanged();
    },
    devices: () => devices,
    signingKeys: () => signingKeys,
    registrationIds: () => registrationIds,
    refresh,
    rename,
    keepOwn: () => {
      devices = devices?.filter(({ thisDevice }) => thisDevice) ?? null;
      signingKeys = new Map();
      registrationIds = new Map();
    },
    forget: () => {
      devices = null;
      signingKeys = new Map();
      registrationIds = new Map();
    },
  };
};
