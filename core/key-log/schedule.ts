import type { Clock, Unsubscribe } from '../platform/types.ts';

/** When something is done next. */
export interface Schedule {
  /** In so many milliseconds, unless it is sooner already. */
  readonly plan: (delayMs: number) => void;
  readonly close: () => void;
}

/** One timer, for the earliest that was planned. */
export const createSchedule = (
  clock: Pick<Clock, 'elapsed' | 'after'>,
  work: () => void,
): Schedule => {
  let closed = false;
  let stopTimer: Unsubscribe = () => undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  return {
    plan: (delayMs) => {
      const at = clock.elapsed() + delayMs;
      if (closed || at >= dueAt) return;
      stopTimer();
      dueAt = at;
      stopTimer = clock.after(delayMs, () => {
        dueAt = Number.POSITIVE_INFINITY;
        if (!closed) work();
      });
    },
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
