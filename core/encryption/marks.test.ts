import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyLength } from '../../contract/settings/registers/register.ts';
import { createPeopleRegisters } from '../people/registers.ts';
import { createRegisters } from '../settings/registers.ts';
import { accountId, createFolder, openWorking, optionsIn } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createMarks, type Marks } from './marks.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;
let marks: Marks;
beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  const context = loneContext(store);
  const registers = createRegisters(context, { deviceName: () => 'Laptop', syncOut: () => null });
  marks = createMarks(createPeopleRegisters(context, registers), store.keys);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test('that somebody was compared is known however often that ended since', () => {
  const [aisyah, cik] = [accountId(1), accountId(2)];
  store.transaction(() => marks.set(aisyah, 'ab'.repeat(32)));
  for (let times = 0; times <= historyLength; times++)
    store.transaction(() => marks.remove(aisyah));
  expect(marks.history(aisyah).some(({ keyHash }) => keyHash !== null)).toBe(false);
  expect([marks.wasCompared(aisyah), marks.wasCompared(cik)]).toEqual([true, false]);
});
