import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Clock } from '../platform/types.ts';

/** Whether all that waited on the server is read. */
export interface CaughtUp {
  /** Resolves as soon as it is; rejects with `offline` when the connection ends before, with `unavailable` when it takes too long. */
  readonly whenRead: () => Promise<void>;
  /** The server said that it has handed over everything. */
  readonly said: () => void;
  /** Something was read. */
  readonly look: () => void;
  /** The connection ended. */
  readonly down: () => void;
}

const mostMs = 30_000;

/** Once for each connection `onRead` is called. */
export const createCaughtUp = (
  clock: Clock,
  options: {
    /** Whether nothing that was handed over is left to read. */
    readonly isRead: () => boolean;
    readonly onRead: () => void;
  },
): CaughtUp => {
  let isSaid = false;
  let isTold = false;
  const waiters: ((problem: CodedError | null) => void)[] = [];
  const settle = (problem: CodedError | null): void => {
    for (const end of waiters.splice(0)) end(problem);
  };
  const look = (): void => {
    if (!isSaid || !options.isRead()) return;
    settle(null);
    if (isTold) return;
    isTold = true;
    options.onRead();
  };
  return {
    whenRead: () =>
      new Promise<void>((resolve, reject) => {
        const late = () => reject(new CodedError('unavailable'));
        const stop = clock.after(mostMs, late);
        waiters.push((problem) => {
          stop();
          if (problem) reject(problem);
          else resolve();
        });
        look();
      }),
    said: () => {
      isSaid = true;
      look();
    },
    look,
    down: () => {
      isSaid = false;
      isTold = false;
      settle(new CodedError('offline'));
    },
  };
};
