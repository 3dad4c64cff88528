import { createHash } from 'node:crypto';
import type { Hash } from '../../hashing.ts';
import type { MapLeaf, MapPath } from '../map.ts';

// The map as docs/decisions/0101 says it, written down a second time: over whole sets of leaves, with bits as text, and with
// nothing of what is tested.

const sha = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const known = new WeakMap<Hash, string>();

const bitsOf = (label: Hash): string => {
  const bits =
    known.get(label) ?? [...label].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  known.set(label, bits);
  return bits;
};

const leafOf = ({ label, version, chain }: MapLeaf): Buffer => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(version);
  return sha('bisik-key-leaf-v1\n', label, count, chain);
};

const under = (leaves: readonly MapLeaf[], prefix: string): readonly MapLeaf[] =>
  leaves.filter(({ label }) => bitsOf(label).startsWith(prefix));

export const naiveMapRoot = (leaves: readonly MapLeaf[], prefix = ''): Buffer => {
  const [first, ...others] = under(leaves, prefix);
  if (first === undefined) return Buffer.alloc(32);
  if (others.length === 0) return leafOf(first);
  return sha(
    'bisik-key-node-v1\n',
    naiveMapRoot(leaves, `${prefix}0`),
    naiveMapRoot(leaves, `${prefix}1`),
  );
};

export const naivePath = (leaves: readonly MapLeaf[], label: Hash): MapPath => {
  const bits = bitsOf(label);
  const siblings: Buffer[] = [];
  let prefix = '';
  while (under(leaves, prefix).length > 1) {
    const next = bits[prefix.length] ?? '';
    siblings.unshift(naiveMapRoot(leaves, prefix + (next === '0' ? '1' : '0')));
    prefix += next;
  }
  return { siblings, end: under(leaves, prefix)[0] ?? null };
};

/** The root that a path leads to. */
export const naivePathRoot = (label: Hash, { siblings, end }: MapPath): Buffer => {
  const bits = bitsOf(label);
  let hash = end ? leafOf(end) : Buffer.alloc(32);
  let level = siblings.length;
  for (const sibling of siblings) {
    level -= 1;
    const pair = bits[level] === '0' ? [hash, sibling] : [sibling, hash];
    hash = sha('bisik-key-node-v1\n', ...pair);
  }
  return hash;
};

/** What the path says under this root: the leaf, `absent`, or `refused`. */
export const naiveJudge = (
  root: Hash,
  label: Hash,
  path: MapPath,
): MapLeaf | 'absent' | 'refused' => {
  const { siblings, end } = path;
  const shared = bitsOf(label).slice(0, siblings.length);
  if (end && !bitsOf(end.label).startsWith(shared)) return 'refused';
  if (!naivePathRoot(label, path).equals(root)) return 'refused';
  return end && Buffer.from(end.label).equals(label) ? end : 'absent';
};
