import { afterEach, beforeEach, expect, test } from 'vitest';
import { written } from '../../contract/settings/registers/register.ts';
import { createRegisters, type Registers } from '../settings/registers.ts';
import { createFolder, openWorking, optionsIn } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { loneContext } from '../testing/lone-context.ts';
import { type Blocks, blockKey, createBlocks } from './blocks.ts';
import { createPeopleRegisters } from './registers.ts';

const somebody = '00000000-0000-4000-8000-000000000001';
const key = blockKey(somebody);
let folder: ReturnType<typeof createFolder>;
let store: Store;
let registers: Registers;
let blocks: Blocks;

/** As at a start. */
const start = (): void => {
  const context = loneContext(store);
  registers = createRegisters(context, { deviceName: () => 'Laptop', syncOut: () => null });
  blocks = createBlocks(context, createPeopleRegisters(context, registers));
  registers.onChanged(() => void blocks.follow());
};
const marked = (): readonly string[] => store.contacts.blocked();

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  start();
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test.each([
  ['is lost', () => store.registers.remove(key)],
  ['cannot be read', () => store.registers.put({ key, writes: 'x' })],
])(
  'a block whose register %s stands over starts, until a word that can be read lifts it',
  (_, damage) => {
    store.transaction(() => blocks.set(somebody, true));
    damage();
    for (let time = 0; time < 2; time++) {
      start();
      expect([blocks.isBlocked(somebody), ...blocks.all(), ...marked()]).toEqual([
        true,
        somebody,
        somebody,
      ]);
    }
    store.transaction(() => blocks.set(somebody, false));
    start();
    expect([blocks.isBlocked(somebody), marked()]).toEqual([false, []]);
  },
);

test('a register that cannot be read is a block, whatever its contact says', () => {
  store.registers.put({ key, writes: 'x' });
  start();
  expect([blocks.isBlocked(somebody), marked()]).toEqual([true, [somebody]]);
});

test('while not all is known nothing lifts a block; what blocks holds at once', () => {
  const other = somebody.replace(/1$/, '2');
  const author = { replica: '00112233445566aa', device: 'Desktop', end: null, now: 5 };
  store.transaction(() => blocks.set(somebody, true));
  registers.saveState({ unknown: true });
  const theirs = new Map([
    [key, written(registers.register(key), { ...author, value: false })],
    [blockKey(other), written([], { ...author, value: true })],
  ]);
  registers.committed(store.transaction(() => registers.heard(theirs, null)));
  expect(blocks.all()).toEqual(expect.arrayContaining([somebody, other]));
  registers.committed(store.transaction(() => registers.heard(new Map(), null, true)));
  expect([blocks.all(), marked()]).toEqual([[other], [other]]);
});
