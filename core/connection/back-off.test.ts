import { expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Random } from '../platform/types.ts';
import { createBackOff, mostPauseMs } from './back-off.ts';

/** Chance that always gives the most. */
const random = { fraction: () => 1 } as Random;
const range = { firstMs: 1_000, mostMs: 5_000 };

test('each failure in a row is waited for longer, up to the most, and the first after a success as at the beginning', () => {
  const backOff = createBackOff(random, range);
  const waits = [1, 2, 3, 4, 5].map(() => backOff.failedMs());
  expect(waits).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(backOff.failures()).toBe(5);
  backOff.reset();
  expect(backOff.failures()).toBe(0);
  expect(backOff.failedMs()).toBe(1_000);
});

test.each<[string, unknown, number]>([
  ['longer', new CodedError('rate_limited', { retryAfterMs: 60_000 }), 60_000],
  ['shorter', new CodedError('rate_limited', { retryAfterMs: 10 }), 1_000],
  ['for ever', new CodedError('rate_limited', { retryAfterMs: 1e12 }), mostPauseMs],
  ['nothing', new CodedError('offline'), 1_000],
  ['nothing, since it is no answer of a server', new Error('broken'), 1_000],
])('a server that states %s', (_, error, expected) => {
  expect(createBackOff(random, range).failedMs(error)).toBe(expected);
});
