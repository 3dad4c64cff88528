import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Random } from '../platform/types.ts';

/** Whatever a server says, it is left alone no longer than this. */
export const mostPauseMs = 3_600_000;

interface Range {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** How long to wait before try number `attempts` + 1: doubles from `firstMs` up to `mostMs`, half of it by chance, so that clients spread. */
export const backOffMs = (attempts: number, random: Random, range: Range): number => {
  const full = Math.min(range.mostMs, range.firstMs * 2 ** Math.min(attempts, 20));
  return Math.round(full / 2 + (full / 2) * random.fraction());
};

/** Failures of one job in a row. */
export interface BackOff {
  /** It failed once more: how long to wait before the next try, in milliseconds. As long as the server states, within reason, where that is longer. */
  readonly failedMs: (error?: unknown) => number;
  /** How often it failed. */
  readonly failures: () => number;
  /** It went well, or something changed: the next failure is the first. */
  readonly reset: () => void;
}

/** Nothing failed yet. */
export const createBackOff = (random: Random, range: Range): BackOff => {
  let failures = 0;
  return {
    failedMs: (error) => {
      const stated = isCodedError(error) ? Math.min(error.retryAfterMs ?? 0, mostPauseMs) : 0;
      return Math.max(stated, backOffMs(failures++, random, range));
    },
    failures: () => failures,
    reset: () => {
      failures = 0;
    },
  };
};
