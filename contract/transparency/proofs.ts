import { type Hash, nodeHash, sameHash, splitPoint } from './hashing.ts';

/** Leaves `from` up to and without `to`. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/**
 * The subtrees whose hashes prove that leaf `index` is in the tree of `size` leaves, bottom up (RFC 9162 section 2.1.3.1).
 * Throws a RangeError unless 0 ≤ index < size < 2^53.
 */
export const inclusionRanges = (index: number, size: number): readonly LeafRange[] => {
  if (!isSize(index) || !isSize(size) || index >= size) throw new RangeError('no such leaf');
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.reverse();
};

/**
 * The subtrees whose hashes prove that the tree of `size` leaves begins with the tree of `oldSize`, bottom up
 * (RFC 9162 section 2.1.4.1). Empty for an old size of 0 or of `size`. Throws a RangeError unless 0 ≤ oldSize ≤ size < 2^53.
 */
export const consistencyRanges = (oldSize: number, size: number): readonly LeafRange[] => {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) throw new RangeError('not a growth');
  if (oldSize === 0 || oldSize === size) return [];
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (oldSize < to) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  // The old tree itself is known to whoever checks.
  if (from !== 0) ranges.push({ from, to });
  return ranges.reverse();
};

const half = (value: number): number => Math.floor(value / 2);

/**
 * The root that follows from a leaf hash and its inclusion proof (RFC 9162 section 2.1.3.2); null when the proof has
 * another length than one for this leaf of this size.
 */
export const rootFromInclusion = (
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
): Hash | null => {
  if (!isSize(index) || !isSize(size) || index >= size) return null;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const other of proof) {
    if (last === 0 || other.length !== 32) return null;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeHash(hash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? hash : null;
};

/** Whether `proof` shows `leaf` at `index` of the tree with this size and root. */
export const verifyInclusion = (
  leaf: Hash,
  index: number,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean => {
  const found = rootFromInclusion(leaf, index, size, proof);
  return found !== null && sameHash(found, root);
};

/** A tree as somebody stated it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/**
 * Whether `proof` shows that the newer tree begins with the older (RFC 9162 section 2.1.4.2). Every tree begins with the
 * empty one, and with itself: both proofs are empty.
 */
export const verifyConsistency = (
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Hash[],
): boolean => {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && sameHash(older.root, newer.root);
  if (older.size === 0) return proof.length === 0;
  if (proof.some(({ length }) => length !== 32)) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // An old tree that is one complete subtree begins the path itself.
  const path = at === 0 ? [older.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [oldHash, newHash] = [first, first];
  for (const other of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(other, oldHash);
      newHash = nodeHash(other, newHash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else newHash = nodeHash(newHash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(oldHash, older.root) && sameHash(newHash, newer.root);
};
