import type { Clock } from './types.ts';

/** What a timer of Node's can wait; one that is asked for more does not wait at all. */
const longestMs = 0x7fff_ffff;

/** The system's clock and timers. A timer of more than 24 days is due after 24. */
export const createNodeClock = (): Clock => ({
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, longestMs));
    return () => clearTimeout(timer);
  },
});
