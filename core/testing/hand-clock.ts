import type { Clock } from '../platform/types.ts';

/** A clock that runs by itself, and can be put forward. */
export interface HandClock extends Clock {
  /** Puts it forward; what became due goes off now, in order. */
  readonly forward: (byMs: number) => void;
}

interface Timer {
  readonly at: number;
  readonly act: () => void;
  handle: NodeJS.Timeout | null;
}

/** Begins `aheadMs` ahead of the system's clock. */
export const createHandClock = (aheadMs = 0): HandClock => {
  const timers = new Set<Timer>();
  let ahead = aheadMs;
  const now = (): number => Date.now() + ahead;
  const end = (timer: Timer): void => {
    timers.delete(timer);
    if (timer.handle) clearTimeout(timer.handle);
  };
  const start = (timer: Timer): void => {
    if (timer.handle) clearTimeout(timer.handle);
    const fire = (): void => {
      end(timer);
      timer.act();
    };
    timer.handle = setTimeout(fire, Math.min(Math.max(0, timer.at - now()), 0x7fff_ffff));
  };
  return {
    now,
    after: (delayMs, act) => {
      const timer: Timer = { at: now() + delayMs, act, handle: null };
      timers.add(timer);
      start(timer);
      return () => end(timer);
    },
    forward: (byMs) => {
      ahead += byMs;
      const due = [...timers].filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at);
      for (const timer of due) {
        if (!timers.has(timer)) continue;
        end(timer);
        timer.act();
      }
      for (const timer of timers) start(timer);
    },
  };
};
