import { endianness } from 'node:os';
import { pageBytes } from './page-cipher.ts';

const headerBytes = 32;
const frameHeaderBytes = 24;
const frameBytes = frameHeaderBytes + pageBytes;

export interface WalFrame {
  readonly page: number;
  /** Pages of the database after this commit; 0 within a transaction. */
  readonly commitSize: number;
  readonly bytes: Uint8Array;
  /** Its own checksum fits what the frame before says. */
  readonly whole: boolean;
}

export interface Wal {
  /** Frames of the present generation, in order; those past a break included. */
  readonly frames: readonly WalFrame[];
  /** How many of them SQLite will take: up to the last commit before the first break. */
  readonly liveCount: number;
  /**
   * `torn`: it ends within a transaction, as after a crash; what was acknowledged is there.
   * `broken`: whole frames with a commit stand behind the break, which SQLite would pass over in silence.
   */
  readonly state: 'whole' | 'torn' | 'broken';
}

type Sum = readonly [number, number];
type Checksum = (from: number, to: number, sum: Sum) => [number, number];

/** The checksum of SQLite's WAL format (section 4.2) over 8-byte steps of `bytes`, going on from `sum`. */
const createChecksum = (bytes: Buffer, littleEndian: boolean): Checksum => {
  const wordCount = bytes.length >> 2;
  // Whole words at once: a WAL of 8 MB is read at a start after a crash.
  const aligned = bytes.byteOffset % 4 === 0 && littleEndian && endianness() === 'LE';
  const words = aligned
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, wordCount)
    : Uint32Array.from({ length: wordCount }, (_, index) =>
        littleEndian ? bytes.readUInt32LE(index * 4) : bytes.readUInt32BE(index * 4),
      );
  return (from, to, sum) => {
    let a = sum[0] | 0;
    let b = sum[1] | 0;
    for (let word = from >> 2; word < to >> 2; word += 2) {
      a = (a + (words[word] ?? 0) + b) | 0;
      b = (b + (words[word + 1] ?? 0) + a) | 0;
    }
    return [a >>> 0, b >>> 0];
  };
};

/** Reads a WAL file's bytes. `isPage` says whether a page's own checksum (its HMAC) holds; it decides past a break. */
export const parseWal = (
  file: Uint8Array,
  isPage: (bytes: Uint8Array, number: number) => boolean,
): Wal => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < headerBytes + frameBytes) return { frames: [], liveCount: 0, state: 'whole' };
  const magic = bytes.readUInt32BE(0);
  const littleEndian = magic !== 0x377f0683;
  const checksum = createChecksum(bytes, littleEndian);
  let sum = checksum(0, 24, [0, 0]);
  const headerWhole =
    (magic & ~1) === 0x377f0682 &&
    sum[0] === bytes.readUInt32BE(24) &&
    sum[1] === bytes.readUInt32BE(28);
  // Without a header, the first frame says which generation this is.
  const salts = headerWhole
    ? bytes.subarray(16, 24)
    : bytes.subarray(headerBytes + 8, headerBytes + 16);

  const frames: WalFrame[] = [];
  let chained = headerWhole;
  let liveCount = 0;
  let strayCommits = 0;
  let damagedAtBreak = !headerWhole;
  for (let at = headerBytes; at + frameBytes <= bytes.length; at += frameBytes) {
    const sameGeneration = salts.equals(bytes.subarray(at + 8, at + 16));
    if (!sameGeneration) {
      if (chained) damagedAtBreak = true;
      chained = false;
      continue;
    }
    const ownSum: [number, number] = [bytes.readUInt32BE(at + 16), bytes.readUInt32BE(at + 20)];
    const page = bytes.readUInt32BE(at);
    const commitSize = bytes.readUInt32BE(at + 4);
    const content = bytes.subarray(at + frameHeaderBytes, at + frameBytes);
    sum = checksum(at, at + 8, sum);
    sum = checksum(at + frameHeaderBytes, at + frameBytes, sum);
    const fits = sum[0] === ownSum[0] && sum[1] === ownSum[1];
    // What a failed transaction left behind the next one's end is whole as a page but continues another chain: no damage.
    if (chained && !fits) damagedAtBreak = !isPage(content, page);
    chained &&= fits;
    const whole = chained || isPage(content, page);
    frames.push({ page, commitSize, bytes: content, whole });
    if (chained && commitSize > 0) liveCount = frames.length;
    if (!chained && whole && commitSize > 0) strayCommits += 1;
    sum = ownSum;
  }
  if (damagedAtBreak && strayCommits > 0) return { frames, liveCount, state: 'broken' };
  return { frames, liveCount, state: liveCount < frames.length ? 'torn' : 'whole' };
};
