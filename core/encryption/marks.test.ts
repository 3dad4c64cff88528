import { beforeEach, expect, test } from 'vitest';
import { historyLength } from '../../contract/settings/registers/register.ts';
import { createPeopleRegisters } from '../people/registers.ts';
import { createRegisters } from '../settings/registers.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createMarks, type Marks } from './marks.ts';

const here = eachStore();
let marks: Marks;
beforeEach(() => {
  const context = loneContext(here.store);
  const registers = createRegisters(context, { deviceName: () => 'Laptop', syncOut: () => null });
  marks = createMarks(createPeopleRegisters(context, registers), here.store.keys);
});

test('that somebody was compared is known however often that ended since', () => {
  const [aisyah, cik] = [accountId(1), accountId(2)];
  here.store.transaction(() => marks.set(aisyah, 'ab'.repeat(32)));
  for (let times = 0; times <= historyLength; times++)
    here.store.transaction(() => marks.remove(aisyah));
  expect(marks.history(aisyah).some(({ keyHash }) => keyHash !== null)).toBe(false);
  expect([marks.wasCompared(aisyah), marks.wasCompared(cik)]).toEqual([true, false]);
});

test('that numbers were not the same outweighs the mark of that very key, and ends with own new keys', () => {
  const aisyah = accountId(1);
  const [one, other] = ['ab'.repeat(32), 'cd'.repeat(32)];
  const does = (work: () => void) => here.store.transaction(work);
  does(() => marks.set(aisyah, one));
  does(() => marks.setDiffering(aisyah, other));
  expect(marks.keyHash(aisyah)).toBe(one);
  does(() => marks.setDiffering(aisyah, one));
  expect(marks.keyHash(aisyah)).toBeNull();
  expect(marks.differing(aisyah)).toMatchObject({ keyHash: one, thisDevice: true });
  does(() => marks.removeDiffering(aisyah));
  expect([marks.keyHash(aisyah), marks.differing(aisyah)]).toEqual([one, null]);
  does(() => marks.setDiffering(aisyah, one));
  does(() => marks.removeAll());
  expect([marks.keyHash(aisyah), marks.differing(aisyah)]).toEqual([null, null]);
});
