import type { Clock } from '../platform/clock.ts';

export interface TestClock extends Clock {
  readonly advance: (ms: number) => void;
}

/** A clock that moves when told to. */
export const createTestClock = (startAt = Date.UTC(2026, 0, 1)): TestClock => {
  let at = startAt;
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
};
