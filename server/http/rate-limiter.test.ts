import { expect, it } from 'vitest';
import { createTestClock } from '../testing/test-clock.ts';
import { createRateLimiter } from './rate-limiter.ts';

it('lets a burst through, then one at a time, and says how long to wait', () => {
  const clock = createTestClock();
  const limiter = createRateLimiter({ burst: 3, everyMs: 1_000 }, clock);
  expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 0]);
  expect(limiter.take('a')).toBe(1_000);
  expect(limiter.take('b')).toBe(0);
  clock.advance(400);
  expect(limiter.take('a')).toBe(600);
  clock.advance(600);
  expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1_000]);
  clock.advance(3_600_000);
  expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1_000]);
});
