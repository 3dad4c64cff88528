import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';

export type FloodVerdict = 'pass' | 'close' | { readonly retryAfterMs: number };

/** Refused frames in a row after which it is closed. */
const maxRefused = 1_000;

export interface Flood {
  readonly take: () => FloodVerdict;
}

/** Counts the frames of one device: a burst, then so many a second; who goes on regardless is shown out. */
export const createFlood = (limits: ServerLimits, clock: Clock): Flood => {
  let tokens = limits.frameBurst;
  let at = clock.now();
  let refused = 0;
  return {
    take: () => {
      const now = clock.now();
      tokens = Math.min(
        limits.frameBurst,
        tokens + (Math.max(0, now - at) * limits.framesPerSecond) / 1_000,
      );
      at = now;
      if (tokens >= 1) {
        tokens--;
        refused = 0;
        return 'pass';
      }
      refused++;
      if (refused > maxRefused) return 'close';
      return { retryAfterMs: Math.ceil(((1 - tokens) * 1_000) / limits.framesPerSecond) };
    },
  };
};
