import { afterEach, beforeEach, expect, test } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { createFolder, openWorking, optionsIn } from '../../store/testing/sample.ts';
import type { Store } from '../../store/types.ts';
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts';
import type { LabelAsker, ToldLabel } from './ask.ts';
import { createFoundLabels, type FoundLabels } from './found.ts';

const [aisyah, cik] = [
  '8d3a4f0e-0000-4000-8000-000000000001',
  '8d3a4f0e-0000-4000-8000-000000000002',
];
const number = '+60123456701';
const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const head = { epoch: 1, size: 9, note: 'note' } as never;
const asking = {} as never;
/** The first distinguished head behind any position is the one at 4. */
const heads = { behind: async () => [4], newest: async () => [4] };
const byNumber = (accountId: string, value = number) =>
  ({ accountId, kind: 'number', value }) as const;

let folder: ReturnType<typeof createFolder>;
let store: Store;
let clock: HandClock;
let found: FoundLabels;
/** To whom the map says that the number leads: at the newest head, and at the distinguished one, which may be told no more. */
let newest: string | null;
let marked: string | null | 'untold';
let compared: readonly string[];

const told = (accountId: string | null): ToldLabel => ({
  accountId,
  chain: accountId === null ? null : bytes(accountId === aisyah ? 1 : 2),
  lookup: {} as never,
});
const asker: LabelAsker = {
  make: async (_, named) => named.map(() => ({ secret: bytes(7), labelKey: bytes(8) })),
  lookUp: async (_asking, _head, _made, position) => {
    if (position === undefined) return told(newest);
    return marked === 'untold' ? null : told(marked);
  },
};
const rowOf = (accountId: string) => store.keyLabels.get(accountId, 'number');
const find = (accountId: string, value = number) =>
  found.find(asking, head, byNumber(accountId, value), () => true);
const again = async (accountId: string): Promise<void> => {
  const row = rowOf(accountId);
  if (row) await found.again(asking, head, heads, row);
};

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  clock = createHandClock();
  [newest, marked, compared] = [null, null, []];
  found = createFoundLabels({ store, clock }, asker, (accountId) => compared.includes(accountId));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

/** The number led to Cik when it was looked up, and back to Aisyah when it had to be said once more. */
const swapped = async (): Promise<void> => {
  [newest, marked] = [cik, aisyah];
  expect(await find(cik)).toBe('agrees');
  await again(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', proved: true });
};

test('a server that has the number lead to the stranger once more frees nothing', async () => {
  await swapped();
  const before = rowOf(cik);
  clock.forward(60_000);
  // The answer and the map agree; what was proved of the chat stays.
  expect(await find(cik)).toBe('agrees');
  await again(cik);
  expect(rowOf(cik)).toEqual({ ...before, lookedAt: expect.any(Number) });
});

test('nor does it by another number, by proving nothing, or once the number leads where it should', async () => {
  await swapped();
  const before = rowOf(cik);
  expect(await find(cik, '+60123456709')).toBe('agrees');
  expect(rowOf(cik)).toMatchObject({ state: 'contradicts', value: number });
  found.unavailable(byNumber(cik, '+60123456709'));
  newest = null;
  await again(cik);
  newest = aisyah;
  expect(await find(aisyah)).toBe('agrees');
  expect(rowOf(cik)).toEqual({ ...before, lookedAt: expect.any(Number) });
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees' });
});

test('what was not proved of a former owner counts no more once the number leads to somebody else', async () => {
  found.unavailable(byNumber(cik));
  newest = aisyah;
  await find(aisyah);
  expect(rowOf(cik)).toBeNull();
});

test('of whoever was compared the next look that agrees counts', async () => {
  await swapped();
  compared = [cik];
  await find(cik);
  expect(rowOf(cik)).toMatchObject({ state: 'agrees', proved: false });
});

test('whom one found before a month offline is looked at at the newest head, since heads of then are told no more', async () => {
  newest = aisyah;
  await find(aisyah);
  marked = 'untold';
  clock.forward(4 * 86_400_000);
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'unavailable' });
  clock.forward(limits.labelHistoryMs - 6 * 86_400_000);
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees', mark: 8 });
  // And once more at a distinguished head, as if found now.
  marked = aisyah;
  await again(aisyah);
  expect(rowOf(aisyah)).toMatchObject({ state: 'agrees', mark: null });
});
