import { beforeEach, expect, test } from 'vitest';
import { eachStore } from '../testing/each-store.ts';
import type { Store } from '../types.ts';

const here = eachStore();
let store: Store;
beforeEach(() => {
  store = here.store;
});

let parsed = 0;
const asNumber = (value: unknown): number | null => {
  parsed++;
  return typeof value === 'number' ? value : null;
};
const read = (): number | null => store.meta.read('some', asNumber);
beforeEach(() => {
  parsed = 0;
});

test('what is read again and again is parsed once, and anew after each write', () => {
  expect([read(), read(), read()]).toEqual([null, null, null]);
  expect(parsed).toBe(1);
  store.meta.set('some', 1);
  expect([read(), read()]).toEqual([1, 1]);
  store.meta.set('other', 5);
  expect(read()).toBe(1);
  expect(parsed).toBe(2);
  store.meta.remove('some');
  expect(read()).toBeNull();
  expect(parsed).toBe(3);
});

test('what a transaction took back was never read', () => {
  store.meta.set('some', 1);
  const seen: unknown[] = [read()];
  const taking = (): void =>
    store.transaction(() => {
      store.meta.set('some', 2);
      seen.push(read());
      store.meta.remove('some');
      seen.push(read());
      throw new Error('taken back');
    });
  expect(taking).toThrow('taken back');
  expect([...seen, read()]).toEqual([1, 2, null, 1]);
  expect(store.meta.get('some')).toBe(1);
});

test('a repaired file is read anew', async () => {
  store.meta.set('some', 1);
  expect(read()).toBe(1);
  await store.repair();
  expect(read()).toBe(1);
  expect(parsed).toBe(2);
});

test('another reader of the same name is given what it makes of it', () => {
  store.meta.set('some', 1);
  expect(read()).toBe(1);
  expect(store.meta.read('some', (value) => `${value}`)).toBe('1');
});
