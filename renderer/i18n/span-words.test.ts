import { expect, it } from 'vitest';
import { toTimeLeft, toWholeUnit } from './span-words.ts';

it('a span is told in the largest unit in which it is whole', () => {
  expect(toWholeUnit(604_800)).toEqual({ count: 1, unit: 'weeks' });
  expect(toWholeUnit(5_400)).toEqual({ count: 90, unit: 'minutes' });
  expect(toWholeUnit(61)).toEqual({ count: 61, unit: 'seconds' });
});

it.each([
  [86_400_000 * 3, 3, 'days', 86_400_000],
  [86_400_001, 2, 'days', 1],
  [3_600_000, 60, 'minutes', 60_000],
  [60_001, 2, 'minutes', 1],
  [60_000, 60, 'seconds', 10_000],
  [41_000, 50, 'seconds', 1_000],
  [500, 10, 'seconds', 500],
  [-5, 10, 'seconds', 0],
])('of %i ms is left %i %s, for %i ms', (leftMs, count, unit, forMs) => {
  expect(toTimeLeft(leftMs)).toMatchObject({ count, unit, forMs });
});
