import { LRUCache } from 'lru-cache';
import type { Clock } from '../platform/clock.ts';

export interface Rate {
  /** So many at once … */
  readonly burst: number;
  /** … and one more each time so many milliseconds have passed. */
  readonly everyMs: number;
}

export interface RateLimiter {
  /** Takes one, or so many at once, for `key`: 0, or the milliseconds until they can be had (then nothing was taken). */
  readonly take: (key: string, count?: number) => number;
  /** Takes nothing: 0 when one can be had now, or the milliseconds until then. */
  readonly wait: (key: string) => number;
}

/** Keys remembered; beyond it the longest unused is forgotten, so that memory stays bounded. */
const maxKeys = 100_000;

/** Generic cell rate algorithm (ITU-T I.371): one number a key, no timers. */
export const createRateLimiter = (rate: Rate, clock: Clock): RateLimiter => {
  // By size: `max` would take the room of all keys at once, for each of the many limits of a server.
  const fullAt = new LRUCache<string, number>({ maxSize: maxKeys, sizeCalculation: () => 1 });
  const capacityMs = rate.burst * rate.everyMs;
  const nextFullAt = (key: string, now: number, count = 1): number => {
    const kept = fullAt.get(key) ?? now;
    // Later than any that can be kept: the clock was ahead then, and was put right since.
    const isPast = kept <= now || kept > now + capacityMs + rate.everyMs;
    return (isPast ? now : kept) + count * rate.everyMs;
  };
  const waitAt = (next: number, now: number): number =>
    Math.max(0, Math.ceil(next - now - capacityMs));
  return {
    take: (key, count) => {
      const now = clock.now();
      const next = nextFullAt(key, now, count);
      const waitMs = waitAt(next, now);
      if (waitMs === 0) fullAt.set(key, next);
      return waitMs;
    },
    wait: (key) => {
      const now = clock.now();
      return waitAt(nextFullAt(key, now), now);
    },
  };
};
