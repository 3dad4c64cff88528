import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Clock, Unsubscribe } from './types.ts';

/** Work that is done in one run at a time, and again when it failed. */
export interface Worker {
  /** There may be something to do: begins, or goes on once more after the present run. */
  readonly wake: () => void;
  readonly close: () => void;
}

/**
 * `work` does what waits and resolves when nothing does. A coded error of it is taken as a server that cannot be reached: it is tried again
 * after what the error states, or `pauseMs`. Any other is told, and tried again, too.
 */
export const createWorker = (options: {
  readonly clock: Clock;
  readonly pauseMs: number;
  readonly isReady: () => boolean;
  readonly work: () => Promise<void>;
  readonly onUnexpected: (error: unknown) => void;
}): Worker => {
  let running = false;
  let again = false;
  let closed = false;
  let stopTimer: Unsubscribe = () => undefined;

  const run = async (): Promise<void> => {
    do {
      again = false;
      await options.work();
    } while (again && !closed && options.isReady());
  };
  const wake = (): void => {
    again = true;
    if (closed || running || !options.isReady()) return;
    running = true;
    stopTimer();
    run().then(
      () => {
        running = false;
        // Woken between the end of the work and here.
        if (again) wake();
      },
      (error: unknown) => {
        running = false;
        if (!isCodedError(error)) options.onUnexpected(error);
        const waitMs = (isCodedError(error) ? error.retryAfterMs : undefined) ?? options.pauseMs;
        if (!closed) stopTimer = options.clock.after(waitMs, wake);
      },
    );
  };
  return {
    wake,
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
