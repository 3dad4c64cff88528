import { expect, it } from 'vitest';
import { isSameNumber } from './same-number.ts';

const own = '+60123456701';

it.each([
  '+60123456701',
  '+60 12-345 6701',
  '60123456701',
  '0123456701',
  '012-345 6701',
  '12 345 6701',
])('takes %s', (typed) => expect(isSameNumber(typed, own)).toBe(true));

it.each(['', '  ', '+', '012-345 670', '012-345 6702', '+65 12-345 6701', '+1 60123456701'])(
  'does not take “%s”',
  (typed) => expect(isSameNumber(typed, own)).toBe(false),
);

it('reads the national form of other countries, and a number of no country', () => {
  expect(isSameNumber('06 12345678', '+31612345678')).toBe(true);
  expect(isSameNumber('(201) 555-0123', '+12015550123')).toBe(true);
  expect(isSameNumber('+883510000000094', '+883510000000094')).toBe(true);
});
