import { uptime } from 'node:os';
import type { Clock } from './types.ts';

/** What a timer of Node's can wait; one that is asked for more does not wait at all. */
const longestMs = 0x7fff_ffff;

/**
 * The system's clock and timers. A timer of more than 24 days is due after 24. What elapsed is since the computer started: Linux counts
 * CLOCK_BOOTTIME, Windows its ticks, macOS from the time of its start; all of them count sleep, `performance.now` does not everywhere.
 */
export const createNodeClock = (): Clock => ({
  now: () => Date.now(),
  elapsed: () => uptime() * 1_000,
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, longestMs));
    return () => clearTimeout(timer);
  },
});
