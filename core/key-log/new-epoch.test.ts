import { beforeEach, expect, test } from 'vitest';
import { fromBase64 } from '../crypto/bytes.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { provedAt } from './evidence.ts';
import { keepFormerKey } from './former-keys.ts';
import { createLookAt, type LookAt } from './look-at.ts';
import { ownAlarm } from './own-alarm.ts';
import { beginOwnAnew } from './own-first.ts';
import { dayMs, patienceMs } from './periods.ts';
import { createToldLog, type History, someKey, type ToldLog } from './testing/told-log.ts';

const [own, aisyah] = [accountId(0), accountId(1)];
const [key, evil, old, fresh] = [someKey(5), someKey(6), someKey(7), someKey(8)];

const here = eachStore();
let store: Store;
let clock: HandClock;
let log: ToldLog;
let lookAt: LookAt;
const tellOf = (of: string): void => {
  log = createToldLog(clock, { accountId: of, ownId: own });
  lookAt = createLookAt(loneContext(store, { clock }), log.reader);
};
beforeEach(() => {
  store = here.store;
  clock = createHandClock();
  tellOf(own);
});

const look = (history: History, keyInUse = key) => {
  log.head(history);
  return lookAt.own(log.under(), keyInUse);
};
const lookTwice = async (history: History, keyInUse = key) => {
  expect(await look(history, keyInUse)).toBe('doubt');
  clock.forward(patienceMs + 1_000);
  return look(history, keyInUse);
};
const alarm = () => ownAlarm(store.meta, own);

test('somebody else who stood in an epoch before the first look in it is seen, though put right by then', async () => {
  const first = log.version(key);
  expect(await look([first, log.version(key)])).toBe('agrees');
  log.begin();
  const swapped = [first, log.version(evil)];
  log.head(swapped);
  expect(await lookTwice([...swapped, log.version(key)])).toBe('contradicts');
  expect(alarm()).toMatchObject({ epoch: 2, isOfOwnKeys: false, anew: null });
});

test('also where the epoch begins with them, and what it says of before is nothing', async () => {
  expect(await look([log.version(key)])).toBe('agrees');
  log.begin();
  expect(await lookTwice([log.version(evil), log.version(key)])).toBe('contradicts');
  expect(alarm()).toMatchObject({ epoch: 2 });
});

test('a device that was linked knows no key of before, and sees who came after its own', async () => {
  const linked = [log.version(old), log.version(key)];
  expect(await look(linked)).toBe('agrees');
  log.begin();
  expect(await look([...linked.slice(0, 1), log.version(key)])).toBe('agrees');
  expect(alarm()).toBeNull();
  log.begin();
  const swapped = [log.version(old), log.version(key), log.version(evil), log.version(key)];
  expect(await lookTwice(swapped)).toBe('contradicts');
});

test('somebody else who was put right before the very first look is seen where the own key stood before', async () => {
  const swapped = [log.version(old), log.version(key), log.version(evil), log.version(key)];
  expect(await lookTwice(swapped)).toBe('contradicts');
});

test('a doubt about somebody else is not forgotten with the epoch in which it was seen, and its proof is kept', async () => {
  const first = log.version(key);
  expect(await look([first])).toBe('agrees');
  expect(await look([first, log.version(evil)])).toBe('doubt');
  clock.forward(patienceMs / 2);
  const later = clock.now();
  log.begin();
  expect(await look([first])).toBe('doubt');
  expect(alarm()).toBeNull();
  clock.forward(patienceMs / 2);
  expect(await look([first])).toBe('agrees');
  expect(alarm()).toMatchObject({ epoch: 1, isOfOwnKeys: false, anew: { epoch: 2 } });
  // Of when it was seen, under the head that said it.
  expect(provedAt(store.meta, [own])).toBeLessThan(later);
  // It stays until the person ends it.
  clock.forward(dayMs);
  expect(await look([first])).toBe('agrees');
  expect(alarm()).not.toBeNull();
});

test('a new key of the account that stood there before this device had it is nobody else', async () => {
  const first = log.version(key);
  expect(await look([first])).toBe('agrees');
  expect(await look([first, log.version(fresh)])).toBe('doubt');
  keepFormerKey(store.meta, own, key);
  log.begin();
  const renewed = [first, log.version(fresh)];
  expect(await look(renewed, fresh)).toBe('agrees');
  clock.forward(patienceMs + 1_000);
  expect(await look(renewed, fresh)).toBe('agrees');
  expect(alarm()).toBeNull();
});

test('a former key that came back is somebody else in the next epoch, too', async () => {
  keepFormerKey(store.meta, own, old);
  const present = [log.version(old), log.version(key)];
  expect(await look(present)).toBe('agrees');
  expect(await look([...present, log.version(old)])).toBe('doubt');
  log.begin();
  expect(await lookTwice(present)).toBe('agrees');
  expect(alarm()).toMatchObject({ epoch: 1, anew: { epoch: 2 } });
});

test('what stood before the key with which the person went on is left to the past in a new epoch, too', async () => {
  keepFormerKey(store.meta, own, key);
  const history = [log.version(key), log.version(evil), log.version(fresh)];
  beginOwnAnew(store.meta, { accountId: own, version: 3, keyHash: toKeyHash(fromBase64(fresh)) });
  expect(await look(history, fresh)).toBe('agrees');
  log.begin();
  const swapped = [...history.slice(0, 2), log.version(fresh)];
  expect(await look(swapped, fresh)).toBe('agrees');
  log.begin();
  const again = [...swapped.slice(0, 2), log.version(fresh), log.version(evil)];
  expect(await lookTwice([...again, log.version(fresh)], fresh)).toBe('contradicts');
});

test('a contact’s key that agreed in one epoch and stands nowhere in the next does not agree there', async () => {
  tellOf(aisyah);
  const right = log.version(key);
  const lookAtHers = () => lookAt.contact(log.under(), aisyah, evil);
  log.head([right, log.version(evil)]);
  expect(await lookAtHers()).toBe('agrees');
  log.begin();
  log.head([right]);
  expect(await lookAtHers()).toBe('doubt');
  clock.forward(patienceMs);
  expect(await lookAtHers()).toBe('contradicts');
});
