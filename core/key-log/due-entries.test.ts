import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { accountId, createFolder, openWorking, optionsIn } from '../store/testing/sample.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import type { Store } from '../store/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { dueEntries } from './due-entries.ts';
import { createLookAt, hashOf } from './look-at.ts';
import { dayMs } from './periods.ts';
import { createWanted } from './wanted.ts';

const own = accountId(0);
const key = toBase64(new Uint8Array(33).fill(5));
const yearMs = 365 * dayMs;

let folder: ReturnType<typeof createFolder>;
let store: Store;
let clock: HandClock;
beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  clock = createHandClock();
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

/** It was looked at, and agreed, so long ago. */
const looked = (of: string, agoMs: number, changed: Partial<KeyEntryRow> = {}): void => {
  store.keyEntries.save({
    accountId: of,
    epoch: 1,
    position: 3,
    version: 1,
    chain: new Uint8Array(32),
    keyHash: hashOf(key),
    state: 'agrees',
    checkedAt: clock.now() - agoMs,
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
  for (const of of [own, accountId(1)]) unavailable(of, key);
  expect(store.keyEntries.get(own)?.state).toBe('unavailable');
  expect(store.keyEntries.get(accountId(1))?.state).toBe('agrees');
});
