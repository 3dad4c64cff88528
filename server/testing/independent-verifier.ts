// A second reading of RFC 9162 and the C2SP texts, with nothing of the product in it: Node's crypto, and arithmetic on
// whole trees where the product has clever loops.
import { createHash, createPublicKey, verify } from 'node:crypto';

type Get = (path: string) => Promise<Buffer>;

const sha = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const leafOf = (entry: Uint8Array): Buffer => sha(Buffer.of(0), entry);
const join = (left: Buffer, right: Buffer): Buffer => sha(Buffer.of(1), left, right);

export const treeRoot = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length < 2) return leaves[0] ?? sha();
  const half = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return join(treeRoot(leaves.slice(0, half)), treeRoot(leaves.slice(half)));
};

const pathRoot = (leaf: Buffer, at: number, size: number, proof: Buffer[]): Buffer => {
  if (size === 1) return leaf;
  const half = 2 ** (Math.ceil(Math.log2(size)) - 1);
  const other = proof.pop();
  if (other === undefined) throw new Error('proof too short');
  if (at < half) return join(pathRoot(leaf, at, half, proof), other);
  return join(other, pathRoot(leaf, at - half, size - half, proof));
};
export const holdsInclusion = (
  leaf: Buffer,
  at: number,
  size: number,
  root: Buffer,
  proof: readonly Uint8Array[],
): boolean => {
  const left = proof.map((hash) => Buffer.from(hash));
  return pathRoot(leaf, at, size, left).equals(root) && left.length === 0;
};

/** Both roots that a consistency proof leads to. */
const bothRoots = (
  m: number,
  n: number,
  whole: boolean,
  old: Buffer,
  proof: Buffer[],
): [Buffer, Buffer] => {
  if (m === n) {
    const known = whole ? old : proof.pop();
    if (known === undefined) throw new Error('proof too short');
    return [known, known];
  }
  const half = 2 ** (Math.ceil(Math.log2(n)) - 1);
  const other = proof.pop();
  if (other === undefined) throw new Error('proof too short');
  if (m <= half) {
    const [before, after] = bothRoots(m, half, whole, old, proof);
    return [before, join(after, other)];
  }
  const [before, after] = bothRoots(m - half, n - half, false, old, proof);
  return [join(other, before), join(other, after)];
};
export const holdsConsistency = (
  m: number,
  oldRoot: Buffer,
  n: number,
  root: Buffer,
  proof: readonly Uint8Array[],
): boolean => {
  const left = proof.map((hash) => Buffer.from(hash));
  const [before, after] = bothRoots(m, n, true, oldRoot, left);
  return before.equals(oldRoot) && after.equals(root) && left.length === 0;
};

const keyIn = (vkey: string) => {
  const [name = '', id = '', encoded = ''] = vkey.split(/\+(?=[0-9a-f]{8}\+)|(?<=\+[0-9a-f]{8})\+/);
  const bytes = Buffer.from(encoded, 'base64');
  if (sha(Buffer.from(`${name}\n`), bytes).toString('hex', 0, 4) !== id) throw new Error('key id');
  const x = bytes.subarray(1).toString('base64url');
  return {
    name,
    id,
    type: bytes[0],
    key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
  };
};

/** Reads a checkpoint signed by these keys: the log's and every witness's named. Throws for any other. */
export const readCheckpoint = (note: string, vkeys: readonly string[]) => {
  const end = note.indexOf('\n\n') + 1;
  const text = note.slice(0, end);
  const lines = note
    .slice(end + 1)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
  for (const vkey of vkeys) {
    const { name, id, type, key } = keyIn(vkey);
    const holds = lines.some(([, who, encoded = '']) => {
      const bytes = Buffer.from(encoded, 'base64');
      if (who !== name || bytes.toString('hex', 0, 4) !== id) return false;
      if (type === 1) return verify(null, Buffer.from(text), key, bytes.subarray(4));
      const time = bytes.readBigUInt64BE(4);
      const message = `cosignature/v1\ntime ${time}\n${text}`;
      return verify(null, Buffer.from(message), key, bytes.subarray(12));
    });
    if (!holds) throw new Error(`not signed by ${name}`);
  }
  const [origin = '', size = '', root = ''] = text.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
};

const pathOf = (n: number): string => {
  const digits =
    String(n)
      .padStart(Math.ceil(String(n).length / 3) * 3, '0')
      .match(/.{3}/g) ?? [];
  return digits.map((part, at) => (at === digits.length - 1 ? part : `x${part}`)).join('/');
};

/** Every leaf hash, from the tiles of level 0, and every entry, from the bundles; throws when they differ. */
export const readLog = async (get: Get, size: number) => {
  const leaves: Buffer[] = [];
  const entries: Buffer[] = [];
  for (let n = 0; n * 256 < size; n++) {
    const width = Math.min(256, size - n * 256);
    const name = pathOf(n) + (width === 256 ? '' : `.p/${width}`);
    const tile = await get(`tile/0/${name}`);
    const bundle = await get(`tile/entries/${name}`);
    if (tile.length !== width * 32) throw new Error('length of a tile');
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at))
      entries.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)));
    for (let at = 0; at < width; at++) leaves.push(tile.subarray(at * 32, at * 32 + 32));
  }
  if (
    entries.length !== size ||
    entries.some((entry, at) => !leafOf(entry).equals(leaves[at] ?? sha()))
  )
    throw new Error('entries and hashes differ');
  return { leaves, entries };
};
