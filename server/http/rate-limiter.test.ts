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

it('takes several at once or none', () => {
  const clock = createTestClock();
  const limiter = createRateLimiter({ burst: 3, everyMs: 1_000 }, clock);
  expect([limiter.take('a', 2), limiter.take('a', 2)]).toEqual([0, 1_000]);
  expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1_000]);
  clock.advance(2_000);
  expect([limiter.take('a', 2), limiter.wait('a')]).toEqual([0, 1_000]);
});

it('shuts nobody out when the clock was ahead for a while', () => {
  const clock = createTestClock();
  const limiter = createRateLimiter({ burst: 2, everyMs: 1_000 }, clock);
  clock.advance(365 * 86_400_000);
  limiter.take('a');
  clock.advance(-365 * 86_400_000);
  expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 1_000]);
});

it('remembers 100,000 keys and forgets the longest unused', () => {
  const limiter = createRateLimiter({ burst: 1, everyMs: 1_000 }, createTestClock());
  limiter.take('asked again');
  limiter.take('oldest');
  for (let index = 2; index < 100_000; index++) limiter.take(`other ${index}`);
  limiter.wait('asked again');
  limiter.take('one too many');
  expect([limiter.wait('asked again'), limiter.wait('oldest')]).toEqual([1_000, 0]);
});

it('takes no room for keys that it has not met', () => {
  const bytesNow = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = bytesNow();
  const limiters = Array.from({ length: 100 }, () =>
    createRateLimiter({ burst: 1, everyMs: 1_000 }, createTestClock()),
  );
  expect(bytesNow() - before).toBeLessThan(10_000_000);
  expect(limiters.map((limiter) => limiter.take('a'))).toEqual(limiters.map(() => 0));
});
