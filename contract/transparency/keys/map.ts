import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '../../utf8.ts';
import { type Hash, hashLength, sameHash } from '../hashing.ts';

/** A leaf: how many versions an account's entry has, and the chain over them. */
export interface MapLeaf {
  readonly label: Hash;
  readonly version: number;
  readonly chain: Hash;
}

/** Labels have so many bits; no path is longer. */
export const labelBits = 256;

const mostVersions = 0xffffffff;

/** What stands where nothing does. */
export const emptyNode = (): Hash => new Uint8Array(hashLength);

/** The bit of a label that says whether its path goes right below `depth`; bit 0 is the most significant. */
export const bitAt = (label: Hash, depth: number): 0 | 1 =>
  ((label[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1 ? 1 : 0;

/** The hash of a leaf, wherever it stands: the whole label is in it. Throws a RangeError for what can be none. */
export const mapLeafHash = ({ label, version, chain }: MapLeaf): Hash => {
  if (label.length !== hashLength || chain.length !== hashLength)
    throw new RangeError('not a leaf');
  if (!Number.isInteger(version) || version < 1 || version > mostVersions)
    throw new RangeError('not a version');
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, version);
  return sha256(concatBytes(utf8ToBytes('bisik-key-leaf-v1\n'), label, count, chain));
};

/** The hash of an inner node. */
export const mapNodeHash = (left: Hash, right: Hash): Hash =>
  sha256(concatBytes(utf8ToBytes('bisik-key-node-v1\n'), left, right));

/** Where the path of a label ends: at a leaf, which may be another's, or at nothing. */
export type PathEnd = MapLeaf | null;

/** What is shown of a map to say what it holds under one label. */
export interface MapPath {
  /** Hashes beside the path, from its end up to the root. */
  readonly siblings: readonly Hash[];
  readonly end: PathEnd;
}

/** What a path proves: the leaf of the label, or that there is none (null); and the root that it proves it for. */
export interface ProvedPath {
  readonly root: Hash;
  readonly leaf: MapLeaf | null;
}

const sharesBits = (one: Hash, other: Hash, count: number): boolean => {
  for (let depth = 0; depth < count; depth++)
    if (bitAt(one, depth) !== bitAt(other, depth)) return false;
  return true;
};

/**
 * What a path says of a label, and for which root: under one root each label has one answer, unless SHA-256 collides. Null for
 * what is no path of this label: too long, a leaf that does not belong there, hashes of another length. Whether it is the root
 * that was signed is for the caller to see.
 */
export const provePath = (label: Hash, { siblings, end }: MapPath): ProvedPath | null => {
  if (label.length !== hashLength || siblings.length > labelBits) return null;
  if (siblings.some(({ length }) => length !== hashLength)) return null;
  if (end !== null) {
    if (end.label.length !== hashLength || end.chain.length !== hashLength) return null;
    if (!Number.isInteger(end.version) || end.version < 1 || end.version > mostVersions)
      return null;
    if (!sharesBits(label, end.label, siblings.length)) return null;
  }
  let hash = end === null ? emptyNode() : mapLeafHash(end);
  for (const [at, sibling] of siblings.entries()) {
    const depth = siblings.length - 1 - at;
    hash = bitAt(label, depth) === 1 ? mapNodeHash(sibling, hash) : mapNodeHash(hash, sibling);
  }
  return { root: hash, leaf: end !== null && sameHash(end.label, label) ? end : null };
};
