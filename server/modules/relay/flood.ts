import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';

export type FloodVerdict = 'pass' | 'close' | { readonly retryAfterMs: number };

/** Refused frames in a row after which it is closed; a long one counts as one for each 64 KiB. */
const maxRefused = 1_000;

export interface Flood {
  /** Of a frame of so many bytes. */
  readonly take: (bytes: number) => FloodVerdict;
}

/**
 * Weighs the frames of one account, one for each KiB begun or more: a burst, then so many a second; who goes on regardless
 * is shown out. No frame weighs more than a burst, so that each passes in the end.
 */
export const createFlood = (limits: ServerLimits, clock: Clock): Flood => {
  let tokens = limits.frameBurst;
  let at = clock.now();
  let refused = 0;
  return {
    take: (bytes) => {
      const weight = Math.min(limits.frameBurst, Math.max(1, bytes / 1_024));
      const now = clock.now();
      tokens = Math.min(
        limits.frameBurst,
        tokens + (Math.max(0, now - at) * limits.framesPerSecond) / 1_000,
      );
      at = now;
      if (tokens >= weight) {
        tokens -= weight;
        refused = 0;
        return 'pass';
      }
      refused += Math.max(1, bytes / 65_536);
      if (refused > maxRefused) return 'close';
      return { retryAfterMs: Math.ceil(((weight - tokens) * 1_000) / limits.framesPerSecond) };
    },
  };
};

/** Accounts, or addresses, whose rate is remembered after their connections ended. */
const maxRemembered = 50_000;

/** The flood of each, the same one when it is asked for again. */
export const createFloods = <Key extends number | string>(
  limits: ServerLimits,
  clock: Clock,
): ((key: Key) => Flood) => {
  const known = new LRUCache<Key, Flood>({ max: maxRemembered });
  return (key) => {
    const flood = known.get(key) ?? createFlood(limits, clock);
    known.set(key, flood);
    return flood;
  };
};
