import type { Clock, Unsubscribe } from '../platform/types.ts';

/** When something is done next. */
export interface Schedule {
  /** In so many milliseconds, unless it is sooner already; now, where it should have been by now. */
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
      const now = clock.elapsed();
      const at = now + delayMs;
      // While the computer sleeps time passes and timers stand still: what is overdue is not left to its timer.
      if (closed || (at >= dueAt && dueAt > now)) return;
      stopTimer();
      dueAt = Math.min(at, dueAt);
      stopTimer = clock.after(Math.max(0, dueAt - now), () => {
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
