import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { siblings } from './files.ts';
import { createPageCipher, pageBytes } from './page-cipher.ts';
import { parseWal, type Wal } from './wal.ts';

/** A database file under its WAL, read page by page. */
export interface PageSource {
  /** Pages that there should be. */
  readonly pageCount: number;
  readonly wal: Wal;
  readonly fileSize: number;
  /** The first 16 bytes of the file, where the salt stands. */
  readonly head: Uint8Array;
  /** A page as SQLite sees it; null when it is missing or damaged. */
  page(number: number): Buffer | null;
  isWhole(number: number): boolean;
  /** True when the page stands in the WAL or within the file. */
  isPresent(number: number): boolean;
  close(): void;
}

/** Bytes 28 to 31 of page 1, when they are up to date (SQLite file format, section 1.3.7). */
const headerPageCount = (page1: Buffer): number =>
  page1.readUInt32BE(24) === page1.readUInt32BE(92) ? page1.readUInt32BE(28) : 0;

/** Opens for reading only; `acrossBreaks` also takes whole frames behind a break in the WAL. Throws the system's errors. */
export const openPageSource = (options: {
  readonly file: string;
  readonly key: Uint8Array;
  readonly acrossBreaks: boolean;
}): PageSource => {
  const { file, key } = options;
  const cipher = createPageCipher(key);
  const { wal: walFile } = siblings(file);
  const wal = parseWal(
    existsSync(walFile) ? readFileSync(walFile) : new Uint8Array(),
    cipher.isWhole,
  );
  const handle = openSync(file, 'r');
  const fileSize = fstatSync(handle).size;

  const overlay = new Map<number, Uint8Array>();
  let walSize = 0;
  const lastCommit = options.acrossBreaks
    ? wal.frames.findLastIndex((frame) => frame.whole && frame.commitSize > 0) + 1
    : wal.liveCount;
  for (const frame of wal.frames.slice(0, lastCommit)) {
    if (!frame.whole) continue;
    overlay.set(frame.page, frame.bytes);
    if (frame.commitSize > 0) walSize = frame.commitSize;
  }

  const read = (number: number): Uint8Array => {
    const inWal = overlay.get(number);
    if (inWal !== undefined) return inWal;
    const bytes = Buffer.alloc(pageBytes);
    const count = readSync(handle, bytes, 0, pageBytes, (number - 1) * pageBytes);
    return bytes.subarray(0, count);
  };
  const page = (number: number): Buffer | null => cipher.open(read(number), number);
  const filePages = Math.ceil(fileSize / pageBytes);
  const page1 = page(1);
  const pageCount =
    walSize > 0 && !options.acrossBreaks
      ? walSize
      : Math.max(walSize, (page1 === null ? 0 : headerPageCount(page1)) || filePages);

  const head = Buffer.alloc(16);
  readSync(handle, head, 0, 16, 0);
  return {
    pageCount,
    wal,
    fileSize,
    head,
    page,
    isWhole: (number) => cipher.isWhole(read(number), number),
    isPresent: (number) => overlay.has(number) || number * pageBytes <= fileSize,
    close: () => closeSync(handle),
  };
};
