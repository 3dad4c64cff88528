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

/** The checksum of SQLite's WAL format (section 4.2) over 8-byte steps, going on from `sum`. */
const checksum = (
  bytes: Buffer,
  from: number,
  to: number,
  littleEndian: boolean,
  sum: readonly [number, number],
): [number, number] => {
  let [a, b] = sum;
  for (let at = from; at + 8 <= to; at += 8) {
    a = (a + (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + b) >>> 0;
    b = (b + (littleEndian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + a) >>> 0;
  }
  return [a, b];
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
  let sum = checksum(bytes, 0, 24, littleEndian, [0, 0]);
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
    sum = checksum(bytes, at, at + 8, littleEndian, sum);
    sum = checksum(bytes, at + frameHeaderBytes, at + frameBytes, littleEndian, sum);
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
