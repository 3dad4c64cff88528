import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountId, createFolder, openWorking, optionsIn } from '../testing/sample.ts';
import type { PreKeyRow } from '../types/keys.ts';
import type { Store } from '../types.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const preKey = (keyId: number, options: Partial<PreKeyRow> = {}): PreKeyRow => ({
  keyId,
  record: bytes(keyId % 256, 9),
  createdAt: keyId,
  lastResort: false,
  ...options,
});

test('the own identity is kept whole', () => {
  expect(store.keys.identity()).toBeNull();
  const identity = { keyPair: bytes(1, 2), registrationId: 16_383, signingKey: bytes(3) };
  store.keys.saveIdentity(identity);
  const kept = store.keys.identity();
  expect(kept?.registrationId).toBe(16_383);
  expect([...(kept?.keyPair ?? [])]).toEqual([1, 2]);
  store.keys.clear();
  expect(store.keys.identity()).toBeNull();
});

test('kinds of pre-keys share no ids', () => {
  store.keys.savePreKeys('one_time', [preKey(0xffffff), preKey(5)]);
  store.keys.savePreKeys('signed', [preKey(5, { record: bytes(7) })]);
  expect([...(store.keys.preKey('one_time', 5)?.record ?? [])]).toEqual([5, 9]);
  expect([...(store.keys.preKey('signed', 5)?.record ?? [])]).toEqual([7]);
  expect(store.keys.preKey('one_time', 0xffffff)?.keyId).toBe(0xffffff);
  store.keys.removePreKeys('one_time', [5]);
  expect(store.keys.preKey('one_time', 5)).toBeNull();
  expect(store.keys.preKey('signed', 5)).not.toBeNull();
});

test('ids are given out once, also over a restart', async () => {
  expect(store.keys.reserveKeyIds('kyber', 100)).toBe(1);
  expect(store.keys.reserveKeyIds('one_time', 3)).toBe(1);
  await store.close();
  store = await openWorking(optionsIn(folder.path));
  expect(store.keys.reserveKeyIds('kyber', 1)).toBe(101);
});

test('a one-time Kyber key goes with its use, a last-resort key stays and refuses a repetition', () => {
  store.keys.savePreKeys('kyber', [preKey(1), preKey(2, { lastResort: true })]);
  expect(store.keys.markKyberPreKeyUsed(1, 4, bytes(1))).toBe(true);
  expect(store.keys.preKey('kyber', 1)).toBeNull();
  expect(store.keys.markKyberPreKeyUsed(2, 4, bytes(1))).toBe(true);
  expect(store.keys.markKyberPreKeyUsed(2, 4, bytes(2))).toBe(true);
  expect(store.keys.markKyberPreKeyUsed(2, 4, bytes(1))).toBe(false);
  expect(store.keys.preKey('kyber', 2)).not.toBeNull();
});

test('rotation keeps the newest key', () => {
  store.keys.savePreKeys('signed', [preKey(1), preKey(2), preKey(3)]);
  expect(store.keys.newestPreKey('signed')?.keyId).toBe(3);
  expect(store.keys.removePreKeysBefore('signed', 100)).toBe(2);
  expect(store.keys.newestPreKey('signed')?.keyId).toBe(3);
  store.keys.savePreKeys('kyber', [preKey(8), preKey(9, { lastResort: true, createdAt: 1 })]);
  expect(store.keys.newestPreKey('kyber')?.keyId).toBe(9);
  expect(store.keys.removePreKeysBefore('kyber', 100)).toBe(0);
  expect(store.keys.preKey('kyber', 8)).not.toBeNull();
});

test('sessions are per device', () => {
  const rows = [3, 1].map((deviceId) => ({
    accountId: accountId(1),
    deviceId,
    record: bytes(deviceId),
  }));
  store.keys.saveSessions(rows);
  store.keys.saveSessions([{ accountId: accountId(1), deviceId: 3, record: bytes(33) }]);
  expect([...(store.keys.session(accountId(1), 3) ?? [])]).toEqual([33]);
  expect(store.keys.sessionDevices(accountId(1))).toEqual([1, 3]);
  store.keys.removeSession(accountId(1), 1);
  expect(store.keys.session(accountId(1), 1)).toBeNull();
  expect(store.keys.sessionDevices(accountId(1))).toEqual([3]);
});

test('a changed identity of a peer is told and the former one kept', () => {
  const save = (key: Uint8Array, at: number) => store.keys.savePeerIdentity(accountId(1), key, at);
  expect([save(bytes(1), 10), save(bytes(1), 11), save(bytes(2), 12)]).toEqual([
    'new',
    'same',
    'changed',
  ]);
  expect(store.keys.peerIdentity(accountId(1))?.firstSeenAt).toBe(12);
  const [former] = store.keys.formerIdentities(accountId(1));
  expect(former).toMatchObject({ firstSeenAt: 10, replacedAt: 12 });
  expect([...(former?.identityKey ?? [])]).toEqual([1]);
});
