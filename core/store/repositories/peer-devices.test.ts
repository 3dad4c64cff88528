import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountId, createFolder, openWorking, optionsIn } from '../testing/sample.ts';
import { mostPeerDevices } from '../types/peer-devices.ts';
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
