import { expect, test } from 'vitest';
import type { Store } from '../store/types.ts';
import { deviceForEachTest, laptop } from '../testing/lone-device.ts';
import { workInStore } from '../testing/work-in-store.ts';

const key = 'privacy.sendTyping';
deviceForEachTest();

const rowOf = async () => {
  const row = (await laptop.handlers().accountSettings.rows({})).rows[key];
  if (!row) throw new Error('no row');
  return row;
};
const set = (value: boolean) => laptop.handlers().accountSettings.set({ key, value });
const isThere = () => laptop.own().until(async () => (await rowOf()).place === 'synced');

const damages: readonly [string, (store: Store) => void][] = [
  ['is lost', ({ registers }) => registers.remove(key)],
  ['cannot be read', ({ registers }) => registers.put({ key, writes: 'x' })],
];

test.each(damages)(
  'what is refused after a row %s is not taken for what was written before',
  async (_, damage) => {
    await isThere();
    await set(false);
    await set(true);
    await isThere();
    laptop.goOffline();
    await workInStore(laptop, damage);
    expect((await rowOf()).value).toBe(false);
    await set(false);
    await laptop.goOnline();
    await isThere();
    // What stood on the server is here again, beside the refusal, which holds.
    await laptop.own().until(async () => (await rowOf()).conflict?.length === 2);
    const row = await rowOf();
    expect(row.value).toBe(false);
    expect(row.history.map(({ value }) => value)).toEqual(
      [false, true, false, true].slice(0, row.history.length),
    );
    expect(new Set(row.history.map(({ write }) => write)).size).toBe(row.history.length);
  },
);

test.each(damages)('a row that %s is as it was once the server gave it back', async (_, damage) => {
  await set(false);
  await set(true);
  await isThere();
  const { history } = await rowOf();
  laptop.goOffline();
  await workInStore(laptop, damage);
  expect((await rowOf()).value).toBe(false);
  await laptop.goOnline();
  await laptop.own().until(async () => (await rowOf()).value === true);
  expect((await rowOf()).history.map(({ write }) => write)).toEqual(
    history.map(({ write }) => write),
  );
});
