import { LRUCache } from 'lru-cache';
import type { Clock } from '../platform/clock.ts';

export interface Rate {
  /** So many at once … */
  readonly burst: number;
  /** … and one more each time so many milliseconds have passed. */
  readonly everyMs: number;
}

export interface RateLimiter {
  /** Takes one for `key`: 0, or the milliseconds until one can be had (then nothing was taken). */
  readonly take: (key: string) => number;
}

/** Keys remembered; beyond it the longest unused is forgotten, so that memory stays bounded. */
const maxKeys = 100_000;

/** Generic cell rate algorithm (ITU-T I.371): one number a key, no timers. */
export const createRateLimiter = (rate: Rate, clock: Clock): RateLimiter => {
  const fullAt = new LRUCache<string, number>({ max: maxKeys });
  const capacityMs = rate.burst * rate.everyMs;
  return {
    take: (key) => {
      const now = clock.now();
      const next = Math.max(fullAt.get(key) ?? now, now) + rate.everyMs;
      const waitMs = next - now - capacityMs;
      if (waitMs > 0) return Math.ceil(waitMs);
      fullAt.set(key, next);
      return 0;
    },
  };
};
