import { beforeEach, expect, test } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { eachStore } from '../../store/testing/each-store.ts';
import type { AccountHandle } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts';
import { provedAt } from '../evidence.ts';
import type { LookUnder } from '../heads-under.ts';
import { createLabelsOfOthers, type LabelsOfOthers } from './others.ts';
import { askerOf, type Says } from './testing/told.ts';

const [aisyah, cik] = [
  '1d3a4f0e-0000-4000-8000-000000000001',
  '2d3a4f0e-0000-4000-8000-000000000002',
];
const number = '+60123456701';
const otherNumber = '+60123456709';
const dayMs = 86_400_000;
const head = { epoch: 1, size: 9, note: 'note' } as never;
const asking = {} as never;
/** The first distinguished head behind any position is the one at 4. */
const under: LookUnder = {
  asking,
  head,
  heads: { behind: async () => [4], newest: async () => [4] },
};
const byNumber = (accountId: string, value = number): AccountHandle => ({
  accountId,
  kind: 'number',
  value,
});

const here = eachStore();
let store: Store;
let clock: HandClock;
let others: LabelsOfOthers;
/** To whom the map says that the number leads: at the newest head, and at the distinguished one, which may be told no more. */
let newest: Says;
let marked: Says;
let compared: readonly string[];

const rowOf = (accountId: string, value = number) =>
  store.keyLabels.get(byNumber(accountId, value));
const check = (accountId: string, value = number, isTaken = true) =>
  others.check(asking, head, byNumber(accountId, value), () => isTaken);
const again = async (accountId: string): Promise<void> => {
  const row = rowOf(accountId);
  if (row) await others.again(under, row);
};
const failing = (name: string): Store => ({
  ...store,
  meta: {
    ...store.meta,
    set: (one, value) => {
      if (one.startsWith(name)) throw new Error('refused');
      store.meta.set(one, value);
    },
  },
});
const over = (given: Store): LabelsOfOthers =>
  createLabelsOfOthers(
    { store: given, clock },
    askerOf((position) => (position === undefined ? newest : marked)),
    (accountId) => compared.includes(accountId),
  );

beforeEach(() => {
  store = here.store;
  clock = createHandClock();
  [newest, marked, compared] = [null, null, []];
  others = over(store);
});

/** The number led to Cik when it was looked up, and back to Aisyah when it had to be said once more. */
const swapped = async (): Promise<void> => {
  [newest, marked] = [cik, aisyah];
  expect(await check(cik)).toBe('agrees');
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
};

test('a server that has the number lead to the stranger once more frees nothing', async () => {
  await swapped();
  const before = rowOf(cik);
  clock.forward(60_000);
  // The answer and the map agree; what was proved of the chat stays.
  expect(await check(cik)).toBe('agrees');
  await again(cik);
  expect(rowOf(cik)).toEqual({ ...before, lookedAt: expect.any(Number) });
});

test('nor does it by another number, by proving nothing, or once the number leads where it should', async () => {
  await swapped();
  const before = rowOf(cik);
  expect(await check(cik, otherNumber)).toBe('agrees');
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', value: number });
  others.unavailable(byNumber(cik, otherNumber));
  newest = null;
  await again(cik);
  newest = aisyah;
  expect(await check(aisyah)).toBe('agrees');
  expect(rowOf(cik)).toMatchObject({
    ...before,
    lookedAt: expect.any(Number),
    lastFoundAt: expect.any(Number),
  });
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees' });
});

test('another number takes the place of none that could not be looked at, and of none that has to be said once more', async () => {
  others.unavailable(byNumber(cik));
  newest = cik;
  expect(await check(cik, otherNumber)).toBe('agrees');
  expect(rowOf(cik)).toMatchObject({ state: 'unavailable' });
  newest = aisyah;
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
  const third = '+60123456708';
  newest = cik;
  await check(cik, third);
  // The other one is still to be said once more, and is not.
  marked = aisyah;
  const row = rowOf(cik, otherNumber);
  if (row) await others.again(under, row);
  expect(rowOf(cik, otherNumber)).toMatchObject({ state: 'contradicts', proved: true });
});

test('who is found again by the same number puts nothing off: it is said once more where it had to be', async () => {
  newest = cik;
  await check(cik);
  const before = rowOf(cik);
  clock.forward(60_000);
  const later = { epoch: 1, size: 99, note: 'note' } as never;
  expect(await others.check(asking, later, byNumber(cik), () => false)).toBe('agrees');
  others.unavailable(byNumber(cik));
  newest = null;
  await others.check(asking, later, byNumber(cik), () => true);
  expect(rowOf(cik)).toEqual(before);
  marked = aisyah;
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', mark: null });
});

test('that the number leads to somebody else by now ends only what agreed and is settled', async () => {
  others.unavailable(byNumber(cik));
  newest = aisyah;
  await check(aisyah);
  expect(rowOf(cik)).toMatchObject({ state: 'unavailable' });
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts' });
  marked = aisyah;
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees', mark: null });
  const third = '3d3a4f0e-0000-4000-8000-000000000003';
  newest = third;
  await check(third);
  expect(rowOf(aisyah)).toBeNull();
  newest = aisyah;
  await check(aisyah);
  // Of the third it is still to be said once more.
  expect(rowOf(third)).toMatchObject({ state: 'agrees', mark: 7 });
});

test('of whoever was compared the next look that agrees counts', async () => {
  await swapped();
  compared = [cik];
  await check(cik);
  expect(rowOf(cik)).toMatchObject({
    state: 'agrees',
    proved: false,
    foundAt: null,
    lastFoundAt: null,
  });
});

test('what a search proves of somebody who is known by that number is kept, and of nobody else', async () => {
  newest = aisyah;
  expect(await check(cik, number, false)).toBe('contradicts');
  expect(rowOf(cik)).toBeNull();
  newest = cik;
  await check(cik, number, false);
  marked = cik;
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'agrees', mark: null });
  // Nobody is no proof that it is somebody else.
  newest = null;
  expect(await check(cik, number, false)).toBe('contradicts');
  expect(rowOf(cik)).toMatchObject({ state: 'agrees' });
  newest = aisyah;
  expect(await check(cik, number, false)).toBe('contradicts');
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
  expect(provedAt(store.meta, [cik])).toEqual(expect.any(Number));
});

test('somebody whom a contact is known by from before there were labels counts as known', async () => {
  store.contacts.save({
    accountId: cik,
    name: 'Cik',
    number,
    username: null,
    kind: 'person',
    gone: false,
    standing: 'accepted',
    blocked: false,
  });
  newest = aisyah;
  expect(await check(cik, number, false)).toBe('contradicts');
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
});

test('that it leads to somebody else and what proves it are written together, or not at all', async () => {
  [newest, marked] = [cik, aisyah];
  await check(cik);
  const row = rowOf(cik);
  if (!row) throw new Error('no row');
  await expect(over(failing('key-log.evidence')).again(under, row)).rejects.toThrow('refused');
  expect(rowOf(cik)).toEqual({ ...row, lookedAt: expect.any(Number) });
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
  expect(provedAt(store.meta, [cik])).toEqual(expect.any(Number));
});

test('whom one found before a month offline is looked at at the newest head, since heads of then are told no more', async () => {
  newest = aisyah;
  await check(aisyah);
  marked = 'untold';
  clock.forward(4 * dayMs);
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'unavailable' });
  clock.forward(limits.labelHistoryMs - 6 * dayMs);
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees', mark: 7 });
  // And once more at a distinguished head, as if found now.
  marked = aisyah;
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees', mark: null });
});

test('what led to nobody when it had to be said once more agrees by a head at which everybody looks, and by no other', async () => {
  newest = cik;
  await check(cik);
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'unconfirmed', mark: 7 });
  // However often it leads to him when he is asked about, by whoever asks, and whatever is not told meanwhile.
  clock.forward(dayMs);
  expect(await check(cik)).toBe('agrees');
  expect(await check(cik, number, false)).toBe('agrees');
  others.unavailable(byNumber(cik));
  marked = 'untold';
  clock.forward(4 * dayMs);
  await again(cik);
  newest = 'untold';
  await check(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'unconfirmed', mark: 7 });
  marked = cik;
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'agrees', mark: null });
});

test('what led to nobody then and to somebody else since contradicts', async () => {
  newest = cik;
  await check(cik);
  newest = null;
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'unconfirmed', mark: null });
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'unconfirmed', mark: null });
  newest = aisyah;
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
  expect(provedAt(store.meta, [cik])).toEqual(expect.any(Number));
});

test('a server that keeps back to whom it led when it had to be said once more is asked to whom it leads now', async () => {
  newest = cik;
  await check(cik);
  [newest, marked] = [aisyah, { keptBack: aisyah }];
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
  // Where that is him again, it was not said twice.
  newest = cik;
  await check(cik, otherNumber);
  const row = rowOf(cik, otherNumber);
  if (row) await others.again(under, row);
  expect(rowOf(cik, otherNumber)).toMatchObject({ state: 'unconfirmed', mark: 7 });
});

test('of one account what is settled is kept of a few, and all that is still to be looked at', async () => {
  newest = cik;
  const numberOf = (n: number): string => `+601234${50_000 + n}`;
  for (let n = 0; n < 12; n++) await check(cik, numberOf(n));
  expect(store.keyLabels.of(cik)).toHaveLength(12);
  marked = cik;
  for (const row of store.keyLabels.of(cik)) await others.again(under, row);
  await check(cik, numberOf(12));
  const left = store.keyLabels.of(cik).map(({ value }) => value);
  expect(left).toEqual([5, 6, 7, 8, 9, 10, 11, 12].map(numberOf));
});
