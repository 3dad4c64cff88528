import { beforeEach, expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createLookAt, type LookAt } from './look-at.ts';
import { dayMs, goodForMs, hourMs, patienceMs } from './periods.ts';
import { createToldLog, type History, someKey, type ToldLog } from './testing/told-log.ts';

const [own, aisyah] = [accountId(0), accountId(1)];
const [key, hers] = [someKey(5), someKey(6)];

const here = eachStore();
let store: Store;
let clock: HandClock;
let log: ToldLog;
let lookAt: LookAt;
let swapped: History;
/** This computer's clock is ahead of the server's. */
let aheadMs: number;
beforeEach(() => {
  store = here.store;
  clock = createHandClock();
  aheadMs = 0;
  const server = { now: () => clock.now() - aheadMs };
  log = createToldLog(server, { accountId: aisyah, ownId: own });
  lookAt = createLookAt(loneContext(store, { clock }), log.reader);
  swapped = [log.version(hers), log.version(key)];
});

const look = () => lookAt.contact(log.under(), aisyah, key);
const row = () => store.keyEntries.get(aisyah);
const setAhead = (byMs: number): void => {
  clock.set(byMs - aheadMs);
  aheadMs = byMs;
};
/** Heads so soon after one another that the newest is none at which everybody looks. */
const grow = (newest: History = swapped): void => {
  for (const history of [[log.version(hers)], [log.version(hers)], newest]) log.head(history);
};
/** It is in use under a head at which nobody else looks. */
const given = async (): Promise<void> => {
  grow();
  expect(await look()).toBe('agrees');
  expect(row()?.mark).toMatchObject({ version: 2 });
};

test('a server that begins its log anew every other day does not put off the second look for ever', async () => {
  await given();
  for (let days = 2; days * dayMs < goodForMs; days += 2) {
    clock.forward(2 * dayMs);
    log.begin();
    grow();
    expect(await look()).toBe('agrees');
  }
  clock.forward(2 * dayMs);
  log.begin();
  grow();
  expect(await look()).toBe('stale');
  expect(row()?.state).toBe('unavailable');
  log.begin();
  grow();
  expect(await look()).toBe('stale');

  // It is made up for by a head at which everybody looks, and by nothing else.
  clock.forward(hourMs);
  log.head(swapped);
  expect(await look()).toBe('agrees');
  expect(row()).toMatchObject({ state: 'agrees', mark: null });
  // From there on another epoch has its own time.
  clock.forward(2 * dayMs);
  log.begin();
  grow();
  expect(await look()).toBe('agrees');
});

test('nor by a look in between that proves something else', async () => {
  await given();
  const since = row()?.mark?.since;
  log.begin();
  grow([log.version(hers), log.version(hers), log.version(hers)]);
  // That it agreed before is no word of it any more.
  clock.forward(goodForMs);
  const agreed = row();
  if (agreed) store.keyEntries.save({ ...agreed, state: 'unavailable' });
  expect(await look()).toBe('doubt');
  log.begin();
  grow();
  expect(await look()).toBe('stale');
  expect(row()?.mark).toMatchObject({ since });
});

test('a second look that is owed since the clock was ahead is owed since it was set right', async () => {
  setAhead(30 * dayMs);
  await given();
  setAhead(0);
  expect(await look()).toBe('agrees');
  expect(row()).toMatchObject({ state: 'agrees' });
  clock.forward(goodForMs - 1_000);
  expect(await look()).toBe('agrees');
  clock.forward(1_000);
  expect(await look()).toBe('stale');
});

test('also where a look in between proves something else', async () => {
  setAhead(30 * dayMs);
  await given();
  setAhead(0);
  const since = clock.now();
  log.begin();
  grow([log.version(hers), log.version(hers), log.version(hers)]);
  const agreed = row();
  if (agreed) store.keyEntries.save({ ...agreed, state: 'unavailable' });
  expect(await look()).toBe('doubt');
  expect(row()?.mark?.since).toBeLessThan(since + patienceMs);
  clock.forward(goodForMs);
  log.begin();
  grow();
  expect(await look()).toBe('stale');
});

test('the own entry alike, where everybody looked while the clock was ahead', async () => {
  const mine = createToldLog({ now: () => clock.now() - aheadMs }, { accountId: own, ownId: own });
  const lookAtOwn = createLookAt(loneContext(store, { clock }), mine.reader).own;
  const history = [mine.version(key)];
  setAhead(30 * dayMs);
  mine.head(history);
  expect(await lookAtOwn(mine.under(), key)).toBe('agrees');
  expect(store.keyEntries.get(own)?.mark).not.toBeNull();
  setAhead(0);
  expect(await lookAtOwn(mine.under(), key)).toBe('agrees');
  clock.forward(goodForMs);
  expect(await lookAtOwn(mine.under(), key)).toBe('stale');
});
