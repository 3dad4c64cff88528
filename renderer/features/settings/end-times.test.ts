import { expect, it } from 'vitest';
import { endChoices, fromField, toField } from './end-times.ts';

const at = (hours: number, minutes = 0, day = 23) =>
  new Date(2026, 10, day, hours, minutes).getTime();

it('offers this evening only while it is more than an hour off', () => {
  expect(endChoices(at(14, 6))).toEqual([
    { choice: 'hour', at: at(15, 6) },
    { choice: 'evening', at: at(18) },
    { choice: 'morning', at: at(8, 0, 24) },
  ]);
  expect(endChoices(at(17)).map(({ choice }) => choice)).toEqual(['hour', 'morning']);
});

it('reads a moment in the person’s time zone, and none that is over', () => {
  expect(toField(at(18))).toBe('2026-11-23T18:00');
  expect(fromField('2026-11-23T18:00', at(14))).toBe(at(18));
  expect(fromField('2026-11-23T18:00', at(18))).toBeUndefined();
  expect(fromField('', at(14))).toBeUndefined();
});
