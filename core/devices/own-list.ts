import { IdentityKeyPair, type PublicKey } from '@signalapp/libsignal-client';
import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { deviceIdSchema, displayNameSchema, timestampSchema } from '../../contract/ids.ts';
import type { DevicesState, OwnDevice } from '../../contract/ipc/devices.ts';
import type { ListedDevice } from '../../contract/wire/devices.ts';
import { signingKeyCertificateBytes } from '../../contract/wire/keys.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64, toBytes } from '../crypto/bytes.ts';
import { signingPublicKey } from '../crypto/signing.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { noteKeys } from './known-keys.ts';
import { openDeviceName, sealDeviceName } from './names.ts';
import { needSyncSecret } from './sync-key.ts';

/** The devices of the account, as the server lists them and the own keys judge them. */
export interface OwnList {
  readonly devices: () => DevicesState['devices'];
  readonly added: () => DevicesState['added'];
  /** Signing keys (base64) by device id, of those that the identity key certified. */
  readonly signingKeys: () => ReadonlyMap<number, string>;
  /** Asks the server; gives the ids. Rejects as `Api` does. */
  readonly refresh: () => Promise<readonly number[]>;
  readonly rename: (name: string) => Promise<void>;
  readonly readAdded: () => void;
  /** There is another account, or none. */
  readonly forget: () => void;
}

const knownName = 'devices.known';
const addedName = 'devices.added';
/** Stands for whichever the server lists next. */
const allKnown = 'all';
const knownSchema = z.array(z.string());
const addedSchema = z.array(
  z.object({ deviceId: deviceIdSchema, name: z.nullable(z.string()), at: timestampSchema }),
);
type Added = z.infer<typeof addedSchema>[number];

/** Whether the account's identity certified the device's signing key: a server can list devices, and make none. */
export const isCertified = (
  identity: PublicKey,
  { signingKey, signingKeySignature }: Pick<ListedDevice, 'signingKey' | 'signingKeySignature'>,
): boolean => {
  const signature = fromBase64(signingKeySignature);
  const certified = toBytes(signingKeyCertificateBytes(fromBase64(signingKey)));
  return signature.length === 64 && identity.verify(certified, signature);
};

/** Of a device that joined an account: nobody is told of those that were there. Inside the transaction of joining. */
export const beginKnownDevices = ({ store }: Context): void => {
  store.meta.set(knownName, allKnown);
  store.meta.remove(addedName);
};

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
    /** The ids of the account's devices, whenever they were asked for. */
    readonly onListed: (deviceIds: readonly number[]) => void;
    readonly onChanged: () => void;
  },
): OwnList => {
  const { store, random, clock } = context;
  const { account } = options;
  const { meta } = store;
  let devices: DevicesState['devices'] = null;
  let signingKeys: ReadonlyMap<number, string> = new Map();

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

  const readAll = (): readonly Added[] => {
    const parsed = addedSchema.safeParse(meta.get(addedName));
    return parsed.success ? parsed.data : [];
  };

  /** Keeps which were listed, and those that never were before. */
  const noteAdded = (listed: readonly ListedDevice[], shown: readonly OwnDevice[]): void => {
    const kept = meta.get(knownName);
    const present = listed.map(({ signingKey }) => signingKey);
    // Without a word about it, this device is the account's first.
    const known = new Set(kept === allKnown ? present : (knownSchema.safeParse(kept).data ?? []));
    const fresh = shown.filter(
      ({ thisDevice }, index) => !thisDevice && !known.has(present[index] ?? ''),
    );
    if (
      kept !== allKnown &&
      known.size === present.length &&
      present.every((key) => known.has(key))
    )
      return;
    store.transaction(() => {
      meta.set(knownName, present);
      const still = readAll().filter(({ deviceId }) =>
        shown.some((device) => device.deviceId === deviceId),
      );
      const at = clock.now();
      meta.set(addedName, [
        ...still,
        ...fresh.map(({ deviceId, name }) => ({ deviceId, name, at })),
      ]);
    });
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
    noteAdded(listed, shown);
    const named = shown.find(({ thisDevice }) => thisDevice)?.name;
    if (named && named !== meta.get(ownName)) meta.set(ownName, named);
    const deviceIds = listed.map(({ deviceId }) => deviceId);
    options.onListed(deviceIds);
    devices = shown;
    signingKeys = new Map(certified.map(({ deviceId, signingKey }) => [deviceId, signingKey]));
    noteKeys(meta, [...signingKeys]);
    options.onChanged();
    const isNameless = shown.some(({ thisDevice, name }) => thisDevice && name === null);
    if (isNameless) await rename(systemNames[options.system]);
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
    devices: () => devices,
    added: () => readAll()[0] ?? null,
    signingKeys: () => signingKeys,
    refresh,
    rename,
    readAdded: () => {
      meta.set(addedName, readAll().slice(1));
      options.onChanged();
    },
    forget: () => {
      devices = null;
      signingKeys = new Map();
    },
  };
};
