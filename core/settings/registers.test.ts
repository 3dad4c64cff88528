import { beforeEach, expect, test } from 'vitest';
import type { Sync } from '../../contract/content/schema.ts';
import { readRegisters, writeRegisters } from '../../contract/settings/registers/codec.ts';
import { written } from '../../contract/settings/registers/register.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { Store } from '../store/types.ts';
import type { SyncOut } from '../sync/types.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createRegistersIn } from './heard.ts';
import { createRegisters } from './registers.ts';
import { maxToldLength } from './told.ts';

const key = 'privacy.sendTyping';
const here = eachStore();
let store: Store;

beforeEach(() => {
  store = here.store;
});

/** Registers whose other devices are told into `told`; `between` runs after what is told was planned, before it is written. */
const start = (between: () => void = () => undefined) => {
  const told: string[] = [];
  const note = (syncs: readonly Sync[]): readonly PreparedRow[] => {
    for (const sync of syncs) if (sync.what === 'registers') told.push(sync.registers);
    return [];
  };
  const syncOut: SyncOut = {
    hasOthers: () => true,
    setOthers: () => undefined,
    write: note,
    committed: () => undefined,
    together: async (plan, write) => {
      const syncs = plan();
      between();
      return store.transaction(() => write(() => note(syncs)));
    },
  };
  const registers = createRegisters(loneContext(store), {
    deviceName: () => 'Laptop',
    syncOut: () => syncOut,
  });
  return { registers, told };
};

const headsIn = (text: string | undefined) => {
  const read = readRegisters(text ?? '');
  if (!read || read === 'newer') throw new Error('not read');
  return read.get(key)?.map(({ value }) => value);
};

test('what was foretold is what is told', async () => {
  const { registers, told } = start();
  await registers.set(key, false);
  expect(told).toHaveLength(1);
  expect(headsIn(told[0])).toEqual([false]);
  expect(registers.value(key)).toBe(false);
});

test('what another device wrote between foretelling and writing is not lost, and what stands then is told', async () => {
  const theirs = written([], {
    replica: '00112233445566aa',
    device: 'Desktop',
    value: true,
    end: null,
    now: 5,
  });
  const { registers, told } = start(() => {
    registers.committed(store.transaction(() => registers.heard(new Map([[key, theirs]]), null)));
  });
  await registers.set(key, false);
  expect(registers.register(key).map(({ value }) => value)).toEqual([false, true]);
  expect(told.map(headsIn)).toEqual([[false]]);
  // It saw the other one: whoever joins both comes to the same.
  expect(writeRegisters(new Map([[key, registers.register(key)]]))).toContain('00112233445566aa');
});

test('of a transaction that was rolled back nothing stands', async () => {
  const { registers } = start();
  await registers.set(key, true);
  expect(() =>
    store.transaction(() => {
      registers.write([{ key, value: false }]);
      expect(registers.value(key)).toBe(false);
      throw new Error('rolled back');
    }),
  ).toThrow('rolled back');
  expect(registers.value(key)).toBe(true);
});

test('a value that does not fit is refused, and nothing is told', async () => {
  const { registers, told } = start();
  await expect(registers.set(key, 'perhaps')).rejects.toMatchObject({ code: 'ipc_bad_input' });
  expect(told).toEqual([]);
  expect(registers.register(key)).toEqual([]);
});

test('what is too long for one word is told in several, whole, so that a block in it holds at once', async () => {
  const { registers, told } = start();
  const blocks = Array.from(
    { length: 600 },
    (_, at) => `block:00000000-0000-4000-8000-${at.toString(16).padStart(12, '0')}`,
  );
  registers.committed(
    store.transaction(() => registers.write(blocks.map((block) => ({ key: block, value: true })))),
  );
  expect(told.length).toBeGreaterThan(1);
  const heard = new Set<string>();
  for (const word of told) {
    expect(word.length).toBeLessThanOrEqual(maxToldLength);
    const read = readRegisters(word);
    if (!read || read === 'newer') throw new Error('not read');
    for (const block of read.keys()) heard.add(block);
  }
  expect([...heard].sort()).toEqual(blocks);
});

test('one value that is too long for a word leaves the others to be told', async () => {
  const { registers, told } = start();
  const changes = [
    { key: 'other:long', value: 'x'.repeat(maxToldLength) },
    { key, value: false },
  ];
  registers.committed(store.transaction(() => registers.write(changes)));
  expect(told.filter((word) => word === '')).toHaveLength(1);
  expect(told.filter((word) => word !== '').map(headsIn)).toEqual([[false]]);
});

test('what another device may have lost is said again with what stands, not only that something does', async () => {
  const { registers } = start();
  await registers.set(key, false);
  const { toRepeat } = createRegistersIn(
    { serverClock: { told: () => null } as never },
    registers,
    {
      look: () => undefined,
      syncOut: () => null,
    },
  );
  const words = (toRepeat?.() ?? []).map((word) => word.what === 'registers' && word.registers);
  expect(words.map((word) => headsIn(word || ''))).toEqual([[false]]);
});

test('words of a device that writes under ever more names leave what can be read, and no refusal is pushed out', async () => {
  const { registers } = start();
  await registers.set(key, false);
  for (const from of [1, 1_001, 2_001]) {
    const theirs = Array.from({ length: 80 }, (_, at) => ({
      replica: (from + at).toString(16).padStart(16, '0'),
      count: 1,
      device: 'Desktop',
      at: registers.clocks().localNow + from + at,
      value: true,
      end: null,
      seen: {},
    }));
    registers.committed(store.transaction(() => registers.heard(new Map([[key, theirs]]), null)));
    const kept = readRegisters(store.registers.get(key) ?? '');
    expect(kept).not.toBe('newer');
    expect(kept).toEqual(new Map([[key, registers.register(key)]]));
    expect(registers.value(key)).toBe(false);
  }
});
