import { IdentityKeyPair, PrivateKey, PublicKey } from '@signalapp/libsignal-client';
import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { timestampSchema } from '../../contract/ids.ts';
import type { DeviceKeys } from '../../contract/wire/keys.ts';
import type { Api } from '../connection/api.ts';
import { toBase64, toBytes } from '../crypto/bytes.ts';
import {
  generateKyberPreKeys,
  generateOwnKeys,
  generatePreKeys,
  generateSignedPreKey,
  type KeptKey,
  type OwnKeys,
  toDeviceKeys,
} from '../crypto/device-keys.ts';
import type { Random } from '../platform/types.ts';
import type { OwnIdentity, PreKeyRow } from '../store/types/keys.ts';
import type { Store } from '../store/types.ts';

const preKeyCount = 100;
const kyberPreKeyCount = 50;
const rotateAfterMs = 7 * 86_400_000;
// Envelopes wait 30 days at most; what was begun with an old key may arrive that late.
const keepOldKeysMs = 37 * 86_400_000;
// A Kyber key takes some 5 kB, and whoever takes keys without using them has this device keep them for long.
const mostUnusedKeys = 3_000;

const filledName = 'oneTimeKeysFilledAt';

const toRows = (
  keys: readonly KeptKey<unknown>[],
  createdAt: number,
  lastResort = false,
): PreKeyRow[] => keys.map(({ keyId, record }) => ({ keyId, record, createdAt, lastResort }));

const toOwnKeys = (identity: OwnIdentity): OwnKeys => {
  const pair = IdentityKeyPair.deserialize(toBytes(identity.keyPair));
  return {
    identityPublicKey: pair.publicKey.serialize(),
    identityPrivateKey: pair.privateKey.serialize(),
    registrationId: identity.registrationId,
    signingSeed: toBytes(identity.signingKey),
  };
};

const toKeyPair = (own: OwnKeys): IdentityKeyPair =>
  new IdentityKeyPair(
    PublicKey.deserialize(own.identityPublicKey),
    PrivateKey.deserialize(own.identityPrivateKey),
  );

const addOneTimeKeys = (store: Store, own: OwnKeys, now: number) => {
  const fitting = (kind: 'one_time' | 'kyber', count: number): number =>
    Math.max(0, Math.min(count, mostUnusedKeys - store.keys.countOneTimeKeys(kind)));
  const [count, kyberCount] = [
    fitting('one_time', preKeyCount),
    fitting('kyber', kyberPreKeyCount),
  ];
  const preKeys = generatePreKeys(store.keys.reserveKeyIds('one_time', count), count);
  const kyberPreKeys = generateKyberPreKeys(
    own,
    store.keys.reserveKeyIds('kyber', kyberCount),
    kyberCount,
    now,
  );
  store.keys.savePreKeys('one_time', toRows(preKeys, now));
  store.keys.savePreKeys('kyber', toRows(kyberPreKeys, now));
  return { preKeys, kyberPreKeys };
};

const addSignedKeys = (store: Store, own: OwnKeys, now: number) => {
  const signed = generateSignedPreKey(own, store.keys.reserveKeyIds('signed', 1), now);
  const [lastResort] = generateKyberPreKeys(own, store.keys.reserveKeyIds('kyber', 1), 1, now);
  if (!lastResort) throw new Error('no Kyber key was made');
  store.keys.savePreKeys('signed', toRows([signed], now));
  store.keys.savePreKeys('kyber', toRows([lastResort], now, true));
  return { signed, lastResort };
};

/**
 * Makes the keys of a device in one transaction, in place of any there are, and gives what is published of them. The account's
 * identity is a new one, too, unless it is given. What is known of others' keys stays, with what waits for a decision about them: a server can
 * sign a device out at any time.
 */
export const makeAccountKeys = (
  store: Store,
  random: Random,
  now: number,
  identity?: IdentityKeyPair,
): { readonly identityKey: string; readonly device: DeviceKeys } =>
  store.transaction(() => {
    const own = generateOwnKeys(random, identity);
    const pair = toKeyPair(own);
    store.meta.set(prunedName, { one_time: 0, kyber: 0 });
    store.meta.set(filledName, now);
    store.keys.renew({
      keyPair: pair.serialize(),
      registrationId: own.registrationId,
      signingKey: own.signingSeed,
    });
    const keys = { ...addSignedKeys(store, own, now), ...addOneTimeKeys(store, own, now) };
    return { identityKey: toBase64(own.identityPublicKey), device: toDeviceKeys(own, keys) };
  });

/** Keys that are not in force yet, as they are kept until they are. */
export interface PreparedKeys {
  readonly identity: OwnIdentity;
  readonly signed: PreKeyRow;
  readonly lastResort: PreKeyRow;
}

/**
 * Another identity for the account and this device's keys under it, of which nothing is written but that their ids are used up.
 * The device goes on signing with its own key. Without one-time keys: those follow when these are in force.
 */
export const prepareNewKeys = (
  store: Store,
  random: Random,
  now: number,
): {
  readonly identityKey: string;
  readonly device: DeviceKeys;
  readonly sign: (bytes: Uint8Array) => string;
  readonly prepared: PreparedKeys;
} => {
  const present = store.keys.identity();
  if (!present) throw new CodedError('not_registered');
  let own: OwnKeys;
  // Whoever writes to this device notices by the registration id that its keys are others.
  do own = { ...generateOwnKeys(random), signingSeed: toBytes(present.signingKey) };
  while (own.registrationId === present.registrationId);
  const pair = toKeyPair(own);
  const signed = generateSignedPreKey(own, store.keys.reserveKeyIds('signed', 1), now);
  const [lastResort] = generateKyberPreKeys(own, store.keys.reserveKeyIds('kyber', 1), 1, now);
  if (!lastResort) throw new Error('no Kyber key was made');
  const row = ({ keyId, record }: KeptKey<unknown>, isLastResort: boolean): PreKeyRow => ({
    keyId,
    record,
    createdAt: now,
    lastResort: isLastResort,
  });
  return {
    identityKey: toBase64(own.identityPublicKey),
    device: toDeviceKeys(own, { signed, lastResort, preKeys: [], kyberPreKeys: [] }),
    sign: (bytes) => toBase64(pair.privateKey.sign(toBytes(bytes))),
    prepared: {
      identity: {
        keyPair: pair.serialize(),
        registrationId: own.registrationId,
        signingKey: own.signingSeed,
      },
      signed: row(signed, false),
      lastResort: row(lastResort, true),
    },
  };
};

/** Puts prepared keys in force; every session goes. Inside a transaction. */
export const takePreparedKeys = (
  store: Store,
  { identity, signed, lastResort }: PreparedKeys,
): void => {
  store.keys.renew(identity);
  store.meta.remove(filledName);
  store.keys.savePreKeys('signed', [signed]);
  store.keys.savePreKeys('kyber', [lastResort]);
};

/**
 * Makes and uploads one-time keys; they are on disk before they are published. Those that nobody used are bounded: past that
 * others begin with the signed and the last-resort key, until old ones are forgotten.
 */
export const topUpKeys = async (store: Store, api: Api, now: number): Promise<void> => {
  const identity = store.keys.identity();
  if (!identity) return;
  const { preKeys, kyberPreKeys } = store.transaction(() =>
    addOneTimeKeys(store, toOwnKeys(identity), now),
  );
  if (preKeys.length === 0 && kyberPreKeys.length === 0) return;
  await api('addKeys', {
    preKeys: preKeys.map((key) => key.published),
    kyberPreKeys: kyberPreKeys.map((key) => key.published),
  });
  store.meta.set(filledName, now);
};

/** When one-time keys were published last, ms by this computer's clock; null where that was not recorded. */
export const filledAt = (store: Pick<Store, 'meta'>): number | null =>
  timestampSchema.safeParse(store.meta.get(filledName)).data ?? null;

const keepUnusedMs = 90 * 86_400_000;
const unpublishedMargin = 300;
const pruneCount = 500;
const prunedSchema = z.object({ one_time: z.int(), kyber: z.int() });
const prunedName = 'prunedOneTimeKeys';

/**
 * Forgets one-time keys that were handed out long ago and that nobody used: the server gives them out by id, so all below the
 * last `left` of them have been. Ids whose upload may have failed are reckoned with. A bounded number each time.
 */
export const pruneOneTimeKeys = (
  store: Store,
  left: { readonly preKeyCount: number; readonly kyberPreKeyCount: number },
  now: number,
): void =>
  store.transaction(() => {
    const parsed = prunedSchema.safeParse(store.meta.get(prunedName));
    const pruned = parsed.success ? { ...parsed.data } : { one_time: 0, kyber: 0 };
    const before = { ...pruned };
    for (const [kind, count] of [
      ['one_time', left.preKeyCount],
      ['kyber', left.kyberPreKeyCount],
    ] as const) {
      const end = store.keys.reserveKeyIds(kind, 0) - count - unpublishedMargin;
      const old: number[] = [];
      for (
        let keyId = pruned[kind] + 1;
        keyId < end && keyId <= before[kind] + pruneCount;
        keyId++
      ) {
        const row = store.keys.preKey(kind, keyId);
        if (row && row.createdAt >= now - keepUnusedMs) break;
        pruned[kind] = keyId;
        // A last-resort key shares the ids and has an end of its own.
        if (row && !row.lastResort) old.push(keyId);
      }
      store.keys.removePreKeys(kind, old);
    }
    if (pruned.one_time !== before.one_time || pruned.kyber !== before.kyber)
      store.meta.set(prunedName, pruned);
  });

/** Replaces the signed and the last-resort key once a week, or when one was lost, and forgets those that nothing under way can need. */
export const rotateKeys = async (store: Store, api: Api, now: number): Promise<void> => {
  const identity = store.keys.identity();
  const newest = store.keys.newestPreKey('signed');
  if (!identity) return;
  if (newest && store.keys.newestPreKey('kyber') && now - newest.createdAt < rotateAfterMs) return;
  const own = toOwnKeys(identity);
  const { signed, lastResort } = store.transaction(() => addSignedKeys(store, own, now));
  await api('addKeys', {
    signedPreKey: signed.published,
    lastResortKyberPreKey: lastResort.published,
    preKeys: [],
    kyberPreKeys: [],
  });
  store.transaction(() => {
    store.keys.removePreKeysBefore('signed', now - keepOldKeysMs);
    store.keys.removePreKeysBefore('kyber', now - keepOldKeysMs);
  });
};
