import type { Clock } from './types.ts';

/** The system's clock and timers. */
export const createNodeClock = (): Clock => ({
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});
