import type { Clock } from '../platform/types.ts';

/** A clock that runs by itself, and can be put forward. */
export interface HandClock extends Clock {
  /** Time passes; what became due goes off now, in order. */
  readonly forward: (byMs: number) => void;
  /** Time passes while the computer sleeps: timers stand still. */
  readonly sleep: (forMs: number) => void;
  /** The computer's clock is set, back by a negative number; no time passes. */
  readonly set: (byMs: number) => void;
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
  let passed = 0;
  let asleep = 0;
  /** What timers go by. */
  const awake = (): number => performance.now() + passed;
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
    timer.handle = setTimeout(fire, Math.min(Math.max(0, timer.at - awake()), 0x7fff_ffff));
  };
  return {
    now: () => Date.now() + ahead,
    elapsed: () => awake() + asleep,
    after: (delayMs, act) => {
      const timer: Timer = { at: awake() + delayMs, act, handle: null };
      timers.add(timer);
      start(timer);
      return () => end(timer);
    },
    forward: (byMs) => {
      ahead += byMs;
      passed += byMs;
      const due = [...timers].filter(({ at }) => at <= awake()).sort((a, b) => a.at - b.at);
      for (const timer of due) {
        if (!timers.has(timer)) continue;
        end(timer);
        timer.act();
      }
      for (const timer of timers) start(timer);
    },
    sleep: (forMs) => {
      ahead += forMs;
      asleep += forMs;
    },
    set: (byMs) => {
      ahead += byMs;
    },
  };
};
