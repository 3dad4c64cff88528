import type { ChatEncryption, KeyEvent } from '../../contract/ipc/encryption/chat.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { ownIdentityKey } from '../crypto/key-hash.ts';
import type { KeysRepository } from '../store/types/keys.ts';
import type { PeerDeviceRow } from '../store/types/peer-devices.ts';

type EncryptionDevice = ChatEncryption['ownDevices'][number];
/** An own device by the server's list. */
export type ListedOwnDevice = Omit<EncryptionDevice, 'seenAt' | 'loggedAt' | 'goneAt'>;

/** A device and its registration, where that is known. */
export const toRegistration = ({
  deviceId,
  registrationId,
}: PeerDeviceRow): KeyEvent['by'][number] => ({
  deviceId,
  registrationId: registrationId === 0 ? null : registrationId,
});

const rowsOf = (
  keys: Pick<KeysRepository, 'devicesOf'>,
  accountId: string,
  identityKey: Uint8Array | null,
): readonly PeerDeviceRow[] =>
  identityKey === null
    ? []
    : keys.devicesOf(accountId).filter((row) => Buffer.compare(row.identityKey, identityKey) === 0);

/** The devices of a contact: those that a message is encrypted for, and those that the log of keys has. */
export const theirDevices = (
  keys: Pick<KeysRepository, 'devicesOf' | 'sessionDevices' | 'peerIdentity'>,
  accountId: string,
): EncryptionDevice[] => {
  const key = keys.peerIdentity(accountId)?.identityKey ?? null;
  // The last of a number is the one of now.
  const rows = new Map(rowsOf(keys, accountId, key).map((row) => [row.deviceId, row]));
  const present = [...rows.values()].filter(({ goneAt }) => goneAt === null);
  const deviceIds = new Set([
    ...keys.sessionDevices(accountId),
    ...present.map(({ deviceId }) => deviceId),
  ]);
  return [...deviceIds]
    .sort((one, other) => one - other)
    .map((deviceId) => {
      const row = rows.get(deviceId);
      return {
        deviceId,
        registrationId: row ? toRegistration(row).registrationId : null,
        name: null,
        thisDevice: false,
        signingKey: row?.signingKey ? toBase64(row.signingKey) : null,
        addedAt: null,
        seenAt: row?.seenAt ?? null,
        loggedAt: row?.loggedAt ?? null,
        goneAt: row?.goneAt ?? null,
      };
    });
};

/** The account's own devices with what was met of them and what the log of keys has. */
export const ownDevices = (
  keys: Pick<KeysRepository, 'devicesOf' | 'identity'>,
  accountId: string | undefined,
  listed: readonly ListedOwnDevice[],
): EncryptionDevice[] => {
  const key = ownIdentityKey(keys)?.serialize() ?? null;
  const rows = accountId === undefined ? [] : rowsOf(keys, accountId, key);
  return listed.map((device) => {
    const { deviceId, registrationId, thisDevice } = device;
    const row = rows.find(
      (one) => one.deviceId === deviceId && one.registrationId === registrationId,
    );
    return {
      ...device,
      seenAt: thisDevice ? null : (row?.seenAt ?? null),
      loggedAt: row?.loggedAt ?? null,
      goneAt: row?.goneAt ?? null,
    };
  });
};
