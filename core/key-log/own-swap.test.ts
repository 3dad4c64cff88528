import { beforeEach, expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createLookAt, hashOf, type LookAt } from './look-at.ts';
import { ownAlarm } from './own-alarm.ts';
import { dayMs, patienceMs } from './periods.ts';
import { createToldLog, type History, someKey, type ToldLog } from './testing/told-log.ts';

const own = accountId(0);
const [key, evil] = [someKey(5), someKey(6)];

const here = eachStore();
let store: Store;
let clock: HandClock;
let log: ToldLog;
let lookAt: LookAt;
beforeEach(() => {
  store = here.store;
  clock = createHandClock();
  log = createToldLog(clock, { accountId: own, ownId: own });
  lookAt = createLookAt(loneContext(store, { clock }), log.reader);
});

const look = (history: History) => {
  log.head(history);
  return lookAt.own(log.under(), key);
};
/** It stays so for longer than a doubt may. */
const lookTwice = async (history: History) => {
  expect(await look(history)).toBe('doubt');
  clock.forward(patienceMs + 1_000);
  return look(history);
};
const alarm = () => ownAlarm(store.meta, own);
/** Everything is looked at again for days, and never ends it. */
const staysFor = async (history: History, days = 2): Promise<void> => {
  for (let day = 0; day < days; day++) {
    clock.forward(dayMs);
    await look(history);
    expect(alarm()).toMatchObject({ anew: null });
  }
};

test('somebody else who stood there at the first look does not end by being taken out again', async () => {
  const swapped = [log.version(key), log.version(evil)];
  expect(await lookTwice(swapped)).toBe('contradicts');
  await staysFor([...swapped, log.version(key)]);
});

test('nor who stood there in an epoch that a backup began', async () => {
  const first = log.version(key);
  expect(await look([first])).toBe('agrees');
  await look([first, log.version(key)]);
  log.begin();
  const swapped = [first, log.version(evil)];
  expect(await lookTwice(swapped)).toBe('contradicts');
  await staysFor([...swapped, log.version(key)]);
});

test('nor where it was for less time than a doubt has', async () => {
  const swapped = [log.version(key), log.version(evil)];
  expect(await look(swapped)).toBe('doubt');
  expect(await lookTwice([...swapped, log.version(key)])).toBe('contradicts');
});

test('a list of devices that was wrong ends by being put right', async () => {
  const history = [log.version(key)];
  expect(await look(history)).toBe('agrees');
  log.setDevices([1, 78]);
  expect(await lookTwice(history)).toBe('contradicts');
  expect(alarm()).not.toBeNull();
  log.setDevices([1]);
  expect(await look(history)).toBe('agrees');
  expect(alarm()).toBeNull();
});

test('an epoch that begins later is one with which the person can go on, until somebody else stands in that one, too', async () => {
  const first = log.version(key);
  expect(await lookTwice([first, log.version(evil)])).toBe('contradicts');
  log.begin();
  expect(await look([first])).toBe('agrees');
  expect(alarm()).toMatchObject({ epoch: 1, anew: { epoch: 2, version: 1 } });
  log.begin();
  const swapped = [log.version(evil)];
  expect(await lookTwice(swapped)).toBe('contradicts');
  expect(alarm()).toMatchObject({ epoch: 3 });
  await staysFor([...swapped, first]);
});

test('an alarm of before, of which that was not kept, ends by itself no more', async () => {
  const before = { accountId: own, keyHash: hashOf(key), epoch: 1, foundAt: 1, anew: null };
  store.meta.set('key-log.ownAlarm', before);
  expect(await look([log.version(key)])).toBe('agrees');
  expect(alarm()).toMatchObject({ foundAt: 1, anew: null });
});
