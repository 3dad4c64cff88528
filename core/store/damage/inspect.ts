import { saltOf } from '../key.ts';
import { pageBytes, reservedBytes } from './page-cipher.ts';
import { openPageSource, type PageSource } from './page-source.ts';

/** What a look at the file's outside says, before SQLite opens it. */
export type Inspection =
  | { readonly kind: 'ok'; readonly version: number }
  /** Some pages can be read and others not, or the WAL is broken. */
  | { readonly kind: 'damaged' }
  /** The file is another key's. */
  | { readonly kind: 'wrong_key' }
  /** The key fits, or the file is none of ours, and nothing can be read. */
  | { readonly kind: 'hopeless' };

const sampled = 64;

const anyPageReads = (source: PageSource): boolean => {
  if (source.wal.frames.some((frame) => frame.whole)) return true;
  const step = Math.max(1, Math.floor(source.pageCount / sampled));
  for (let number = 1; number <= source.pageCount; number += step)
    if (source.isWhole(number)) return true;
  return false;
};

const allPresent = (source: PageSource): boolean => {
  const firstBeyond = Math.floor(source.fileSize / pageBytes) + 1;
  for (let number = firstBeyond; number <= source.pageCount; number++)
    if (!source.isPresent(number)) return false;
  return true;
};

const look = (source: PageSource, key: Uint8Array): Inspection => {
  const page1 = source.page(1);
  if (page1 === null) {
    if (anyPageReads(source)) return { kind: 'damaged' };
    const keyFits = Buffer.compare(source.head, saltOf(key)) === 0;
    const looksWhole = source.fileSize > 0 && source.fileSize % pageBytes === 0;
    return { kind: !keyFits && looksWhole ? 'wrong_key' : 'hopeless' };
  }
  if (page1.readUInt16BE(16) !== pageBytes || page1[20] !== reservedBytes)
    return { kind: 'hopeless' };
  if (source.wal.state === 'broken' || !allPresent(source)) return { kind: 'damaged' };
  return { kind: 'ok', version: page1.readUInt32BE(60) };
};

/** Looks at page 1, the length and the WAL. Changes nothing; a few reads when the database was closed well. Throws the system's errors. */
export const inspect = (options: {
  readonly file: string;
  readonly key: Uint8Array;
}): Inspection => {
  const source = openPageSource({ ...options, acrossBreaks: false });
  try {
    return look(source, options.key);
  } finally {
    source.close();
  }
};
