import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { beforeEach, expect, test } from 'vitest';
import { eachStore } from '../testing/each-store.ts';
import { accountId } from '../testing/sample.ts';
import { mostOfAccount, mostPeerDevices } from '../types/peer-devices.ts';
import type { Store } from '../types.ts';

const here = eachStore();
let store: Store;

beforeEach(() => {
  store = here.store;
});

const identityKey = Buffer.alloc(33, 5);
const otherKey = Buffer.alloc(33, 6);
const account = { accountId: accountId(1), identityKey };
const first = { deviceId: 1, registrationId: 101 };
const second = { deviceId: 2, registrationId: 202 };
const rows = () => store.keys.devicesOf(account.accountId);

test('a device is new once under a key, and its first date stays', () => {
  expect(store.keys.meet([{ ...account, ...first }], 10)).toEqual([account.accountId]);
  expect(store.keys.meet([{ ...account, ...first }], 20)).toEqual([]);
  expect(store.keys.meet([{ ...account, identityKey: otherKey, ...first }], 30)).toHaveLength(1);
  expect(rows()).toMatchObject([
    { ...first, identityKey, seenAt: 10, loggedAt: null, goneAt: null, signingKey: null },
    { ...first, identityKey: otherKey, seenAt: 30 },
  ]);
});

test('the log’s word is kept from its first head on; what it has no more went when that was read', () => {
  store.keys.meet(
    [
      { ...account, ...first },
      { ...account, identityKey: otherKey, ...first },
    ],
    10,
  );
  const both = [first, second];
  expect(store.keys.logged(account, both, both, { headAt: 7, at: 20, seenAt: 20 })).toBe(true);
  expect(store.keys.logged(account, both, both, { headAt: 8, at: 30, seenAt: 30 })).toBe(false);
  expect(store.keys.logged(account, both, null, { headAt: 8, at: 30, seenAt: 30 })).toBe(false);
  expect(store.keys.logged(account, both, [first], { headAt: 9, at: 40, seenAt: 40 })).toBe(true);
  expect(rows()).toMatchObject([
    { ...first, identityKey, seenAt: 10, loggedAt: 7, goneAt: null },
    // Under another key nothing was said of it.
    { ...first, identityKey: otherKey, loggedAt: null, goneAt: null },
    { ...second, seenAt: 20, loggedAt: 7, goneAt: 40 },
  ]);
  expect(store.keys.logged(account, both, both, { headAt: 11, at: 50, seenAt: 50 })).toBe(true);
  expect(rows()[2]).toMatchObject({ ...second, loggedAt: 7, goneAt: null });
});

test('one that was met and that the log does not have yet has not gone', () => {
  store.keys.meet([{ ...account, ...second }], 10);
  store.keys.logged(account, [first], [first], { headAt: 7, at: 20, seenAt: null });
  expect(rows()).toMatchObject([
    { ...second, seenAt: 10, loggedAt: null, goneAt: null },
    { ...first, seenAt: null, loggedAt: 7 },
  ]);
});

test('the first signing key of a device stays', () => {
  store.keys.meet(
    [
      { ...account, ...first },
      { ...account, ...second },
    ],
    10,
  );
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  store.keys.certified({ ...account, ...first }, one);
  store.keys.certified({ ...account, ...first }, other);
  expect(rows().map(({ signingKey }) => signingKey && [...signingKey][0])).toEqual([1, null]);
});

test('what a server makes up beyond reason is not kept', () => {
  const many = Array.from({ length: mostPeerDevices + 5 }, (_, at) => ({
    ...account,
    deviceId: 1,
    registrationId: at + 1,
  }));
  store.keys.meet(many, 10);
  expect(rows()).toHaveLength(mostPeerDevices);
  expect(store.keys.meet(many.slice(-1), 20)).toEqual([]);
  store.keys.clear();
  expect(rows()).toEqual([]);
});

/** So many devices, each under a key that somebody made up. */
const madeUp = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => {
    const key = Buffer.alloc(33, 9);
    key.writeUInt32BE(from + at, 1);
    return { ...account, ...first, identityKey: key };
  });
const keys = () => rows().map((row) => Buffer.from(row.identityKey).toString('hex'));
const toHex = (devices: readonly { identityKey: Uint8Array }[]) =>
  devices.map((device) => Buffer.from(device.identityKey).toString('hex'));

test('of keys that are made up the oldest go, and nothing of the key in use, of former ones and of the one that is offered', () => {
  const [former, inUse, offered] = [1, 2, 3].map((byte) => Buffer.alloc(33, byte)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const known = [former, inUse, offered].map((key) => ({ ...account, ...first, identityKey: key }));
  const other = madeUp(mostOfAccount, 100_000).map((device) => ({
    ...device,
    accountId: accountId(2),
  }));
  store.keys.meet([...known, ...other], 10);
  store.keys.savePeerIdentity(account.accountId, former, 10);
  store.keys.savePeerIdentity(account.accountId, inUse, 11);
  store.keyChanges.save({
    accountId: account.accountId,
    keyHash: 'hash',
    identityKey: offered,
    shownAt: 12,
    state: 'undecided',
    told: false,
    lost: false,
  });
  const all = madeUp(mostOfAccount + 50);
  for (const device of all) store.keys.meet([device], 20);
  expect(keys()).toEqual(toHex([...known, ...all.slice(-(mostOfAccount - known.length))]));
  // What somebody else sent stays, too.
  expect(store.keys.devicesOf(accountId(2))).toHaveLength(mostOfAccount);
});

test('own devices stay, under the present key and those that the log of keys had', () => {
  const pair = IdentityKeyPair.generate();
  const own = pair.publicKey.serialize();
  store.keys.saveIdentity({
    keyPair: pair.serialize(),
    registrationId: 1,
    signingKey: Buffer.alloc(32),
  });
  store.keys.logged(account, [first], [first], { headAt: 7, at: 10, seenAt: null });
  const mine = { ...account, ...second, identityKey: own };
  store.keys.meet([mine], 10);
  const all = madeUp(mostOfAccount + 1);
  store.keys.meet(all, 20);
  expect(keys()).toEqual(toHex([account, mine, ...all.slice(3)]));
});

test('where there is nothing else the oldest of former keys go for those of the key in use, and what is made up is not kept', () => {
  const formerKeys = [1, 2, 3, 4].map((byte) => Buffer.alloc(33, byte));
  const inUse = Buffer.alloc(33, 8);
  for (const [at, key] of [...formerKeys, inUse].entries())
    store.keys.savePeerIdentity(account.accountId, key, at);
  const perKey = (key: Buffer) =>
    Array.from({ length: mostPeerDevices }, (_, at) => ({
      ...account,
      identityKey: key,
      deviceId: 1,
      registrationId: at + 1,
    }));
  const former = formerKeys.flatMap(perKey);
  store.keys.meet(former, 10);
  expect(rows()).toHaveLength(mostOfAccount);
  expect(store.keys.meet(madeUp(1), 20)).toEqual([]);
  expect(keys()).toEqual(toHex(former));
  const present = { ...account, ...first, identityKey: inUse };
  expect(store.keys.meet([present], 30)).toEqual([account.accountId]);
  expect(keys()).toEqual(toHex([...former.slice(1), present]));
});
