import type { Timers } from './supervisor.ts';

export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
