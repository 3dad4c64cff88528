import { expect, test } from 'vitest';
import { isSince, isWithin, notAfter } from './noted-times.ts';

const now = 1_000_000;

test('a time counts for so long, and not where it is later than now', () => {
  expect(isWithin(now, now, 1)).toBe(true);
  expect(isWithin(now - 99, now, 100)).toBe(true);
  expect(isWithin(now - 100, now, 100)).toBe(false);
  expect(isWithin(now + 1, now, 100)).toBe(false);
  expect(isWithin(now + 10_000, now, 100)).toBe(false);
  expect(isWithin(null, now, Number.POSITIVE_INFINITY)).toBe(false);
});

test('it is since then from that very moment until now', () => {
  expect(isSince(now - 5, now - 5, now)).toBe(true);
  expect(isSince(now, now - 5, now)).toBe(true);
  expect(isSince(now - 6, now - 5, now)).toBe(false);
  expect(isSince(now + 1, now - 5, now)).toBe(false);
  expect(isSince(null, 0, now)).toBe(false);
  // The clock was put back meanwhile: nothing is known to be since then.
  expect(isSince(now + 1, now + 1, now)).toBe(false);
});

test('what began later than now begins now', () => {
  expect(notAfter(now - 1, now)).toBe(now - 1);
  expect(notAfter(now + 1, now)).toBe(now);
});
