import { beforeEach, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import type { Store } from '../store/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createTurns, dueEntries, mostAtOnce } from './due-entries.ts';
import { stateBy } from './good-for.ts';
import { createLookAt, hashOf } from './look-at.ts';
import { dayMs } from './periods.ts';
import { createWanted } from './wanted.ts';

const own = accountId(0);
const key = toBase64(new Uint8Array(33).fill(5));
const yearMs = 365 * dayMs;

const here = eachStore();
let store: Store;
let clock: HandClock;
beforeEach(() => {
  store = here.store;
  clock = createHandClock();
});

/** It was looked at, and agreed, so long ago. */
const looked = (of: string, agoMs: number, changed: Partial<KeyEntryRow> = {}): void => {
  const checkedAt = clock.now() - agoMs;
  store.keyEntries.save({
    accountId: of,
    epoch: 1,
    position: 3,
    version: 1,
    chain: new Uint8Array(32),
    keyHash: hashOf(key),
    state: 'agrees',
    checkedAt,
    lookedAt: checkedAt,
    doubtedAt: null,
    evidence: null,
    mark: null,
    ...changed,
  });
  if (of !== own) store.keys.savePeerIdentity(of, fromBase64(key), clock.now());
};
const due = (wanted: readonly string[] = []) => dueEntries(store, own, wanted, clock.now());

test('who was not looked at for a day is due, and who was is not', () => {
  const [one, other] = [accountId(1), accountId(2)];
  looked(own, dayMs / 2);
  looked(one, dayMs / 2);
  expect(due()).toEqual([]);
  looked(own, dayMs + 1_000);
  looked(other, dayMs + 1_000);
  expect(due()).toEqual([own, other]);
});

test('what was looked at while the clock was ahead is due, and before what is', () => {
  const [one, other] = [accountId(1), accountId(2)];
  looked(own, -yearMs);
  looked(one, 2 * dayMs);
  looked(other, -yearMs);
  expect(due()).toEqual([own, other, one]);
});

test('all are those whose key is known, due or not, whose turn was longest ago first', () => {
  const [one, other, third] = [accountId(1), accountId(2), accountId(3)];
  looked(own, 0);
  looked(one, 1_000);
  looked(other, -yearMs);
  store.keys.savePeerIdentity(third, fromBase64(key), clock.now());
  expect(store.keyEntries.all(10)).toEqual([third, one, other]);
  expect(store.keyEntries.all(2)).toEqual([third, one]);
});

test('nor does it stay out of what an epoch has looked at anew', () => {
  looked(accountId(1), -yearMs);
  const wanted = createWanted(store, () => own);
  expect(wanted.since(2)).toBe(true);
  expect(wanted.all()).toEqual([accountId(1)]);
});

test('nor is it good for ever where the log cannot be read', () => {
  looked(own, -yearMs);
  looked(accountId(1), dayMs);
  const { unavailable } = createLookAt(loneContext(store, { clock }), {} as never);
  const stateOf = (of: string) => {
    unavailable(of, key);
    const row = store.keyEntries.get(of);
    return row && stateBy(row, clock.now());
  };
  expect([stateOf(own), stateOf(accountId(1))]).toEqual(['unavailable', 'agrees']);
});

test('whose turn was longest ago comes first, however it ended, and before all whose turn it never was', () => {
  const [one, other, never, unknown] = [accountId(1), accountId(2), accountId(3), accountId(4)];
  const now = clock.now();
  looked(own, 0);
  // Nothing was answered about them since.
  looked(one, 9 * dayMs, { lookedAt: now - 60_000 });
  looked(other, 0, { state: 'unavailable', checkedAt: 5, lookedAt: now - 2 * dayMs });
  looked(never, 0, { state: 'unavailable', checkedAt: null, lookedAt: null });
  store.keys.savePeerIdentity(unknown, fromBase64(key), clock.now());
  expect(due()).toEqual([unknown, never, other, one]);
  store.keyEntries.looked(other, now);
  expect(due()).toEqual([unknown, never, one, other]);
  expect(store.keyEntries.get(other)).toMatchObject({
    state: 'unavailable',
    checkedAt: 5,
    lookedAt: now,
  });
});

test('a turn while the clock was ahead was none', () => {
  const [one, other] = [accountId(1), accountId(2)];
  looked(own, 0);
  looked(one, 9 * dayMs);
  looked(other, 2 * dayMs, { lookedAt: clock.now() + yearMs });
  expect(due()).toEqual([other, one]);
});

test('where the log as a whole cannot be read nobody had their turn', () => {
  const [one, other] = [accountId(1), accountId(2)];
  looked(one, 4 * dayMs, { lookedAt: 5 });
  store.keys.savePeerIdentity(other, fromBase64(key), clock.now());
  const { unavailable } = createLookAt(loneContext(store, { clock }), {} as never);
  for (const of of [one, other]) unavailable(of, key);
  expect(store.keyEntries.get(one)?.lookedAt).toBe(5);
  expect(store.keyEntries.get(other)).toMatchObject({ state: 'unavailable', lookedAt: null });
});

test('what is wanted, however much it is, leaves places to who waited longest', () => {
  const waiting = Array.from({ length: 150 }, (_, at) => accountId(1_000 + at));
  const longest = accountId(1);
  looked(own, 0);
  for (const of of waiting) looked(of, 2 * dayMs, { lookedAt: clock.now() - 1_000 });
  looked(longest, 2 * dayMs);
  const now = due(waiting).slice(0, mostAtOnce);
  expect(now[0]).toBe(waiting[0]);
  expect(now).toContain(longest);
  expect(new Set(now).size).toBe(mostAtOnce);
  // Nobody is left out of the looks that follow.
  expect(new Set(due(waiting))).toEqual(new Set([...waiting, longest]));
});

test('where more are due than one look takes, it is known that there are', () => {
  looked(own, 0);
  for (let at = 0; at < mostAtOnce + 20; at++) looked(accountId(1_000 + at), 2 * dayMs);
  expect(due().length).toBeGreaterThan(mostAtOnce);
});

test('a round of looks ends once everybody had their turn, whoever is wanted again', () => {
  const { had } = createTurns();
  expect(had(['a', 'b'], ['c', 'd'])).toEqual(['c', 'd']);
  expect(had(['c', 'a'], ['d', 'b'])).toEqual(['d']);
  expect(had(['d', 'b'], ['a', 'c'])).toEqual([]);
  expect(had(['a', 'c'], ['b'])).toEqual(['b']);
});
