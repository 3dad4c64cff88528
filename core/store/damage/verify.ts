import { setImmediate as nextTurn } from 'node:timers/promises';
import { openPageSource } from './page-source.ts';

/**
 * Checks every page's HMAC, in slices between which other work runs. True when all are whole, or when `signal` ended it early.
 * Each slice sees the file as it is then: only this process writes it, and never during a slice.
 */
export const verifyPages = async (options: {
  readonly file: string;
  readonly key: Uint8Array;
  readonly pagesPerSlice?: number;
  readonly signal?: AbortSignal;
}): Promise<boolean> => {
  const { pagesPerSlice = 200, signal } = options;
  let next = 1;
  for (;;) {
    if (signal?.aborted === true) return true;
    const source = openPageSource({ ...options, acrossBreaks: false });
    try {
      if (source.wal.state === 'broken') return false;
      const end = Math.min(source.pageCount, next + pagesPerSlice - 1);
      for (; next <= end; next++) if (!source.isWhole(next)) return false;
      if (next > source.pageCount) return true;
    } finally {
      source.close();
    }
    await nextTurn();
  }
};
