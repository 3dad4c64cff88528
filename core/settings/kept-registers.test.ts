import { beforeEach, expect, test } from 'vitest';
import { maxRegistersBytes, standingBytes } from '../../contract/settings/registers/pack.ts';
import { written } from '../../contract/settings/registers/register.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { Store } from '../store/types.ts';
import { keepRegisters } from './kept-registers.ts';

const here = eachStore();
let store: Store;

beforeEach(() => {
  store = here.store;
});

const keyOf = (at: number) => `block:00000000-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;
const author = { replica: '00112233445566aa', device: 'Laptop', end: null };
const block = (at: number, value = true) => written([], { ...author, value, now: at + 1 });
/** What they take, counted anew. */
const anew = () => keepRegisters(store).most();

test('what they take is known after each change without reading all of them', () => {
  const kept = keepRegisters(store);
  expect(kept.most()).toEqual(anew());
  let reads = 0;
  const rows = store.registers;
  const counting = keepRegisters({
    takenBack: store.takenBack,
    registers: {
      ...rows,
      all: () => {
        reads++;
        return rows.all();
      },
    },
  });
  for (let at = 0; at < 300; at++) {
    counting.put(keyOf(at), block(at, at % 3 > 0));
    if (at % 4 === 0)
      counting.put(keyOf(at), written(block(at), { ...author, value: true, now: 1 }));
    counting.makeRoom();
  }
  expect(reads).toBe(1);
  expect(counting.most()).toEqual(anew());
  expect(counting.most().standing).toBe(standingBytes(counting.all()));
  counting.clear();
  expect(counting.most()).toEqual(anew());
});

test('what a transaction took back is not counted', () => {
  const kept = keepRegisters(store);
  kept.put(keyOf(0), block(0));
  const before = kept.most();
  expect(() =>
    store.transaction(() => {
      kept.put(keyOf(1), block(1));
      kept.makeRoom();
      expect(kept.most().all).toBeGreaterThan(before.all);
      throw new Error('rolled back');
    }),
  ).toThrow('rolled back');
  expect(kept.most()).toEqual(before);
  kept.put(keyOf(2), block(2));
  expect(kept.most()).toEqual(anew());
});

test('the oldest goes where there is no room, and no more than that', () => {
  const kept = keepRegisters(store);
  const value = 'x'.repeat(4_000);
  const nameOf = (at: number) => `later:${at}`;
  let count = 0;
  store.transaction(() => {
    for (; store.registers.count() === count; count++) {
      kept.put(nameOf(count), written([], { ...author, value, now: count + 1 }));
      kept.makeRoom();
    }
  });
  expect(kept.isKept(nameOf(0))).toBe(false);
  expect(kept.isKept(nameOf(1))).toBe(true);
  expect(kept.most()).toEqual(anew());
  expect(kept.most().all).toBeLessThan(4 * maxRegistersBytes);
  expect(kept.most().all).toBeGreaterThan(4 * maxRegistersBytes - 5_000);
});
