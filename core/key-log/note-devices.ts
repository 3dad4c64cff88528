import { PublicKey } from '@signalapp/libsignal-client';
import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { isCertified } from '../crypto/certified.ts';
import type { SaidState } from './read-entry.ts';

/** What an entry said that agrees. */
export interface SaidOfDevices {
  readonly accountId: string;
  /** The key in use, base64. */
  readonly key: string;
  /** Of versions since the last look, the newest last; at the first look the newest alone: what was before is nothing that was met. */
  readonly states: readonly SaidState[];
  /** Of the head at which it was looked at, by the server's clock. */
  readonly headAt: number;
}

type Parts = Pick<Context, 'store' | 'clock'>;

/** Asks for the signing keys of devices whose own were not seen, and keeps those that the identity key certified. True when there are some. */
export const certifyDevices = async (
  { store }: Pick<Parts, 'store'>,
  { api }: Pick<Asking, 'api'>,
  { accountId, key }: SaidOfDevices,
): Promise<boolean> => {
  const identityKey = fromBase64(key);
  const isOpen = () =>
    store.keys
      .devicesOf(accountId)
      .filter(
        (row) =>
          row.signingKey === null &&
          row.goneAt === null &&
          row.registrationId > 0 &&
          Buffer.compare(row.identityKey, identityKey) === 0,
      );
  if (isOpen().length === 0) return false;
  try {
    const told = await api('listSigningKeys', { accountId });
    // Theirs has changed since: what comes under the other key is for when that is in use.
    if (told.identityKey !== key) return false;
    const identity = PublicKey.deserialize(identityKey);
    const certified = told.devices.filter((device) => isCertified(identity, device));
    const met = isOpen().flatMap(({ deviceId, registrationId }) => {
      const device = certified.find(
        (one) => one.deviceId === deviceId && one.registrationId === registrationId,
      );
      return device ? [{ accountId, identityKey, ...device }] : [];
    });
    store.transaction(() => {
      for (const { signingKey, ...device } of met)
        store.keys.certified(device, fromBase64(signingKey));
    });
    return met.length > 0;
  } catch (error) {
    // It is asked again at the next look; an older server does not tell them.
    if (isCodedError(error)) return false;
    throw error;
  }
};

/** Keeps which devices the log of keys has of an account under the key in use. True when that is news. Inside a transaction. */
export const logDevices = (
  { store, clock }: Parts,
  { accountId, key, states, headAt }: SaidOfDevices,
  isOwn: boolean,
): boolean => {
  const ofKey = states.map((state) =>
    state !== null && state !== 'untold' && state.identityKey === key ? state.devices : null,
  );
  const at = clock.now();
  // Of the account's own devices those that are there at the first look were there before.
  const seenAt = isOwn && store.keys.devicesOf(accountId).length === 0 ? null : at;
  return store.keys.logged(
    { accountId, identityKey: fromBase64(key) },
    ofKey.flatMap((devices) => devices ?? []),
    ofKey.at(-1) ?? null,
    { headAt, at, seenAt },
  );
};
