import type { Clock } from './types.ts';

/** A time in which nothing is done. */
export interface Pause {
  /** Resolves when it is over, however it ended. */
  readonly over: Promise<void>;
  /** Ends it now. */
  readonly end: () => void;
}

/** Lasts `delayMs`, or until `signal` is aborted, on which it leaves nothing behind. */
export const pause = (clock: Pick<Clock, 'after'>, delayMs: number, signal: AbortSignal): Pause => {
  let resolve = (): void => undefined;
  const over = new Promise<void>((settle) => {
    resolve = settle;
  });
  const end = (): void => {
    stopTimer();
    signal.removeEventListener('abort', end);
    resolve();
  };
  const stopTimer = clock.after(delayMs, end);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  return { over, end };
};
