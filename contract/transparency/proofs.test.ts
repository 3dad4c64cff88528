import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leafHash, rootOf } from './hashing.ts';
import { rootFromInclusion, verifyConsistency, verifyInclusion } from './proofs.ts';
import { createMemoryTiles } from './testing/memory-tiles.ts';
import { naiveConsistency, naivePath, naiveRoot } from './testing/naive-tree.ts';
import { consistencies, inclusions, inputs, roots } from './testing/vectors.ts';
import { consistencyProof, inclusionProof, rootFromTiles } from './tile-proofs.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
const leaves = inputs.map((input) => leafHash(bytes(input)));
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => leafHash(Uint8Array.of(index >> 8, index)));

it('gives the published roots', () => {
  for (const [size, root] of roots.entries()) expect(hex(rootOf(leaves.slice(0, size)))).toBe(root);
});

it.each(inclusions)('gives the published proof of leaf $index of $size', async (vector) => {
  const { readTile } = createMemoryTiles(leaves.slice(0, vector.size));
  const proof = await inclusionProof(vector.index, vector.size, readTile);
  expect(proof.map(hex)).toEqual(vector.proof);
  const root = bytes(roots[vector.size] ?? '');
  const leaf = leaves[vector.index] ?? root;
  expect(verifyInclusion(leaf, vector.index, vector.size, root, vector.proof.map(bytes))).toBe(
    true,
  );
});

it.each(consistencies)(
  'gives the published proof from $from to $to',
  async ({ from, to, proof }) => {
    const { readTile } = createMemoryTiles(leaves.slice(0, to));
    expect((await consistencyProof(from, to, readTile)).map(hex)).toEqual(proof);
    const head = (size: number) => ({ size, root: bytes(roots[size] ?? '') });
    expect(verifyConsistency(head(from), head(to), proof.map(bytes))).toBe(true);
  },
);

const sizes = fc
  .integer({ min: 1, max: 70_000 })
  .map((value) => (value % 3 === 0 ? value : value % 700) || 1);

it('says what the definitions say, for any tree', async () => {
  const all = many(70_000);
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, pick, older) => {
      const tree = all.slice(0, size);
      const [index, oldSize] = [pick % size, older % (size + 1)];
      const root = naiveRoot(tree);
      const { readTile } = createMemoryTiles(tree);
      expect(hex(await rootFromTiles(size, readTile))).toBe(hex(root));
      const proof = await inclusionProof(index, size, readTile);
      expect(proof.map(hex)).toEqual(naivePath(index, tree).map(hex));
      const leaf = tree[index] ?? root;
      expect(verifyInclusion(leaf, index, size, root, proof)).toBe(true);
      const growth = await consistencyProof(oldSize, size, readTile);
      if (oldSize > 0) expect(growth.map(hex)).toEqual(naiveConsistency(oldSize, tree).map(hex));
      const before = { size: oldSize, root: naiveRoot(tree.slice(0, oldSize)) };
      expect(verifyConsistency(before, { size, root }, growth)).toBe(true);
    }),
    { numRuns: 25 },
  );
}, 60_000);

it('takes no proof with one bit flipped, one hash too few or too many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, c) => {
      const tree = many(size);
      const root = naiveRoot(tree);
      const [index, oldSize] = [a % size, 1 + (b % (size - 1))];
      const leaf = tree[index] ?? root;
      const before = { size: oldSize, root: naiveRoot(tree.slice(0, oldSize)) };
      const inclusion = naivePath(index, tree);
      const growth = naiveConsistency(oldSize, tree);
      const spoilt = (proof: Uint8Array[]) => {
        const copies = proof.map((hash) => hash.slice());
        const one = copies[c % copies.length];
        if (one !== undefined) one[c % 32] = (one[c % 32] ?? 0) ^ (1 << (c % 8));
        return [copies, proof.slice(0, -1), [...proof, root]];
      };
      for (const proof of spoilt(inclusion))
        expect(verifyInclusion(leaf, index, size, root, proof)).toBe(false);
      for (const proof of spoilt(growth))
        expect(verifyConsistency(before, { size, root }, proof)).toBe(false);
      expect(verifyConsistency(before, { size, root: before.root }, growth)).toBe(false);
    }),
  );
});

it('refuses sizes and places that cannot be', async () => {
  const [leaf] = leaves;
  if (leaf === undefined) throw new Error('no leaf');
  for (const [index, size] of [
    [1, 1],
    [-1, 1],
    [0, 0],
    [0.5, 2],
    [0, 2 ** 53],
  ] as const)
    expect(rootFromInclusion(leaf, index, size, [])).toBeNull();
  expect(verifyConsistency({ size: 2, root: leaf }, { size: 1, root: leaf }, [])).toBe(false);
  const { readTile } = createMemoryTiles([leaf]);
  await expect(inclusionProof(1, 1, readTile)).rejects.toThrow(RangeError);
  await expect(consistencyProof(2, 1, readTile)).rejects.toThrow(RangeError);
  await expect(inclusionProof(0, 2, async () => new Uint8Array(32))).rejects.toThrow('length');
});

it('reads each tile once, and none that it does not need', async () => {
  const { readTile, asked } = createMemoryTiles(many(66_000));
  await inclusionProof(300, 66_000, readTile);
  const seen = asked.map(({ level, index }) => `${level}/${index}`);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.sort()).toEqual(['0/1', '0/257', '1/0', '1/1']);
});
