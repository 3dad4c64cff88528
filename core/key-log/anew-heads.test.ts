import { beforeEach, expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createLookAt, hashOf, type LookAt } from './look-at.ts';
import { ownAlarm } from './own-alarm.ts';
import { dayMs, goodForMs, patienceMs } from './periods.ts';
import { createToldLog, type History, someKey, type ToldLog } from './testing/told-log.ts';

const own = accountId(0);
const [before, evil, key, newer] = [someKey(5), someKey(6), someKey(7), someKey(8)];

const here = eachStore();
let store: Store;
let clock: HandClock;
let log: ToldLog;
let lookAt: LookAt;
/** This computer's clock is ahead of the server's. */
let aheadMs: number;
beforeEach(() => {
  store = here.store;
  clock = createHandClock();
  aheadMs = 0;
  const server = { now: () => clock.now() - aheadMs };
  log = createToldLog(server, { accountId: own, ownId: own });
  lookAt = createLookAt(loneContext(store, { clock }), log.reader);
});

const look = (history: History, by = key) => {
  log.head(history);
  return lookAt.own(log.under(), by);
};
const alarm = () => ownAlarm(store.meta, own);
const evidence = () => store.meta.get(`key-log.evidence ${own}`);
/** Somebody stood in the person's name; gives the versions until then. */
const found = async (): Promise<History> => {
  const first = [log.version(before)];
  expect(await look(first, before)).toBe('agrees');
  const swapped = [...first, log.version(evil), log.version(before)];
  expect(await look(swapped, before)).toBe('doubt');
  clock.forward(patienceMs + 1_000);
  expect(await look(swapped, before)).toBe('contradicts');
  return swapped;
};
/** A day later: a head at which everybody looks, which shows this, and the newest one. */
const aDayOf = (shown: History, newest: History): void => {
  clock.forward(dayMs);
  log.head(shown);
  log.head(newest);
};
/** Newer keys alone leave it behind. */
const wantsNewKeys = async (history: History): Promise<void> => {
  expect(alarm()).toMatchObject({ keyHash: hashOf(key), anew: null });
  expect(await look(history)).not.toBe('agrees');
  expect(alarm()).toMatchObject({ keyHash: hashOf(key), anew: null });
  expect(await look([...history, log.version(newer)], newer)).toBe('agrees');
  expect(alarm()?.anew).toMatchObject({ keyHash: hashOf(newer) });
};

test('two maps by turns after new keys: the swapped one at the heads at which everybody looks is found, and is nothing to go on with', async () => {
  const past = await found();
  const right = [...past, log.version(key)];
  expect(await look(right)).toBe('agrees');
  expect(alarm()?.anew).toMatchObject({ keyHash: hashOf(key), version: 4 });
  aDayOf([...past, log.version(evil)], right);
  expect(await lookAt.own(log.under(), key)).toBe('contradicts');
  expect(evidence()).toMatchObject([
    { kind: 'other_key', keyInUse: before },
    { kind: 'other_history', keyInUse: key, marks: [{}, {}], seen: { version: 4 } },
  ]);
  await wantsNewKeys(right);
});

test('also where the log was kept from the owner since the new keys were made', async () => {
  const past = await found();
  const right = [...past, log.version(key)];
  log.head(right);
  aDayOf([...past, log.version(evil)], right);
  expect(await lookAt.own(log.under(), key)).toBe('contradicts');
  await wantsNewKeys(right);
});

test('and where it goes back to what was before them', async () => {
  const past = await found();
  const right = [...past, log.version(key)];
  expect(await look(right)).toBe('agrees');
  aDayOf(past.slice(0, 2), right);
  expect(await lookAt.own(log.under(), key)).toBe('contradicts');
  await wantsNewKeys(right);
});

test('and where the newest heads by themselves show two histories', async () => {
  const past = await found();
  const right = [...past, log.version(key)];
  expect(await look(right)).toBe('agrees');
  expect(await look([...past, log.version(key)])).toBe('contradicts');
  expect(alarm()).toMatchObject({ keyHash: hashOf(key), anew: null });
});

test('what came after the new keys is left behind by newer ones, and the person is told so', async () => {
  const past = await found();
  const right = [...past, log.version(key)];
  expect(await look(right)).toBe('agrees');
  const overtaken = [...right, log.version(evil), log.version(key)];
  expect(await look(overtaken)).toBe('doubt');
  await wantsNewKeys(overtaken);
});

test('new keys that are not there yet are waited for', async () => {
  const past = await found();
  expect(await look(past)).toBe('doubt');
  expect(alarm()).toMatchObject({ keyHash: hashOf(before), anew: null });
  expect(await look([...past, log.version(key)])).toBe('agrees');
});

test('a log without heads at which everybody looks for days is nothing to go on with', async () => {
  const right = [...(await found()), log.version(key)];
  expect(await look(right)).toBe('agrees');
  clock.forward(goodForMs + 1_000);
  expect(await lookAt.own(log.under(), key)).toBe('stale');
  expect(alarm()).toMatchObject({ keyHash: hashOf(before), anew: null });
  expect(await look(right)).toBe('agrees');
  expect(alarm()?.anew).not.toBeNull();
});

test('nor is one where everybody looked last while the clock was ahead, three days after it was set right', async () => {
  const right = [...(await found()), log.version(key)];
  aheadMs = 30 * dayMs;
  clock.set(aheadMs);
  expect(await look(right)).toBe('agrees');
  clock.set(-aheadMs);
  aheadMs = 0;
  expect(await lookAt.own(log.under(), key)).toBe('agrees');
  clock.forward(goodForMs);
  expect(await lookAt.own(log.under(), key)).toBe('stale');
  expect(alarm()).toMatchObject({ keyHash: hashOf(before), anew: null });
});

test('each head at which everybody looks is looked at once, and the next look goes on from there', async () => {
  const right = [...(await found()), log.version(key)];
  expect(await look(right)).toBe('agrees');
  expect(alarm()?.anew).toMatchObject({ position: 3, mark: { position: 3, version: 4 } });
  expect(await look(right)).toBe('agrees');
  expect(alarm()?.anew).toMatchObject({ position: 4, mark: { position: 3, version: 4 } });
  aDayOf(right, right);
  expect(await lookAt.own(log.under(), key)).toBe('agrees');
  expect(alarm()?.anew).toMatchObject({ position: 6, mark: { position: 5 } });
});

test('an entry that was written anew before them is left to the past', async () => {
  expect(await look([log.version(before)], before)).toBe('agrees');
  const anew = [log.version(before)];
  expect(await look(anew, before)).toBe('contradicts');
  expect(await look([...anew, log.version(key)])).toBe('agrees');
});

test('in another epoch it is looked at from its first head on', async () => {
  const past = await found();
  const right = [...past, log.version(key)];
  expect(await look(right)).toBe('agrees');
  log.begin();
  log.head([...past, log.version(evil)]);
  expect(await look(right)).toBe('contradicts');
  await wantsNewKeys(right);
});
