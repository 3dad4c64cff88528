import { type CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { createBackOff } from '../connection/back-off.ts';
import type { Context } from '../context.ts';
import { pause } from '../platform/pause.ts';

/** Work that goes on over lost connections until it ends, is stopped, or fails for good. */
export interface Mover {
  /** Begins, unless it is going on; tries at once when it pauses. */
  readonly go: () => void;
  /** Gives up what it waits for, and does not go on before `go`. */
  readonly stop: () => void;
  /** Whether it waits for a way to the server, or for room there. */
  readonly isPaused: () => boolean;
  /** Resolves once nothing of it runs. */
  readonly settled: () => Promise<void>;
}

export interface MoverOptions {
  /** Works until there is no more to do. Rejects when something failed; called anew after what may pass. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** It failed in a way that does not pass. */
  readonly onFailed: (error: CodedError) => void;
  readonly onChanged: () => void;
}

const retryRange = { firstMs: 1_000, mostMs: 60_000 };
const passing = new Set([
  'offline',
  'unavailable',
  'rate_limited',
  'internal',
  'quota_full',
  'storage_failed',
  'server_not_bisik',
  'store_disk_full',
  'store_write_failed',
]);
/** Everything begins anew over what was kept. */
const ending = new Set(['closing', 'store_damaged']);

/** A mover at rest. What it throws without a code is told, and tried again. */
export const createMover = (
  { clock, random, onUnexpected }: Context,
  { work, onFailed, onChanged }: MoverOptions,
): Mover => {
  let stopping: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();
  let paused: (() => void) | null = null;

  const rest = async (delayMs: number, signal: AbortSignal): Promise<void> => {
    const { over, end } = pause(clock, delayMs, signal);
    paused = () => {
      paused = null;
      end();
    };
    onChanged();
    await over;
    paused = null;
  };

  const isLasting = (error: unknown): error is CodedError =>
    isCodedError(error) && !passing.has(error.code);

  const run = async (signal: AbortSignal): Promise<void> => {
    const backOff = createBackOff(random, retryRange);
    while (!signal.aborted) {
      try {
        await work(signal);
        return;
      } catch (error) {
        if (signal.aborted || (isCodedError(error) && ending.has(error.code))) return;
        if (isLasting(error)) {
          onFailed(error);
          return;
        }
        if (!isCodedError(error)) onUnexpected('history', error);
        await rest(backOff.failedMs(error), signal);
      }
    }
  };

  return {
    go: () => {
      if (stopping) {
        paused?.();
        return;
      }
      const mine = new AbortController();
      stopping = mine;
      running = running
        .then(() => run(mine.signal))
        .finally(() => {
          if (stopping === mine) stopping = null;
        });
    },
    stop: () => {
      stopping?.abort();
      stopping = null;
    },
    isPaused: () => paused !== null && stopping !== null,
    settled: () => running,
  };
};
