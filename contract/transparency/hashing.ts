import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

/** Of a `Hash`, in bytes. */
export const hashLength = 32;

/** The root of a tree without leaves: SHA-256 of nothing (RFC 9162 section 2.1.1). */
export const emptyRoot = (): Hash => sha256(new Uint8Array(0));

/** SHA-256(0x00 ‖ entry), RFC 9162 section 2.1.1. */
export const leafHash = (entry: Uint8Array): Hash => {
  const bytes = new Uint8Array(1 + entry.length);
  bytes.set(entry, 1);
  return sha256(bytes);
};

/** SHA-256(0x01 ‖ left ‖ right), RFC 9162 section 2.1.1. */
export const nodeHash = (left: Hash, right: Hash): Hash => {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return sha256(bytes);
};

/** Whether both are the same bytes. Hashes of a public log are no secret: the time it takes may tell. */
export const sameHash = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** The greatest power of two below `count`, which is 2 or more. */
export const splitPoint = (count: number): number => {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
};

/** The root over leaf hashes, in order (RFC 9162 section 2.1.1). */
export const rootOf = (leaves: readonly Hash[]): Hash => {
  const peaks: { readonly size: number; readonly hash: Hash }[] = [];
  for (const leaf of leaves) {
    let peak = { size: 1, hash: leaf };
    for (let last = peaks.at(-1); last?.size === peak.size; last = peaks.at(-1)) {
      peaks.pop();
      peak = { size: peak.size * 2, hash: nodeHash(last.hash, peak.hash) };
    }
    peaks.push(peak);
  }
  return foldPeaks(peaks.map(({ hash }) => hash));
};

/** The root of a tree from its complete subtrees, from left to right. */
export const foldPeaks = (peaks: readonly Hash[]): Hash =>
  peaks.length === 0 ? emptyRoot() : peaks.reduceRight((right, left) => nodeHash(left, right));
