import { existsSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { siblings } from './files.ts';
import { openPageSource, type PageSource } from './page-source.ts';

/** Changes with every commit and checkpoint. */
const stampOf = (file: string): string => {
  const { wal } = siblings(file);
  if (!existsSync(wal)) return 'none';
  const { size, mtimeMs } = statSync(wal);
  return `${size} ${mtimeMs}`;
};

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
  let source: PageSource | undefined;
  let stamp = '';
  try {
    for (;;) {
      if (signal?.aborted === true) return true;
      const now = stampOf(options.file);
      if (source === undefined || now !== stamp) {
        source?.close();
        source = openPageSource({ ...options, acrossBreaks: false });
        stamp = now;
      }
      if (source.wal.state === 'broken') return false;
      const end = Math.min(source.pageCount, next + pagesPerSlice - 1);
      for (; next <= end; next++) if (!source.isWhole(next)) return false;
      if (next > source.pageCount) return true;
      await nextTurn();
    }
  } finally {
    source?.close();
  }
};
