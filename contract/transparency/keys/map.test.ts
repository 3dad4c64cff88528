import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Hash, sameHash } from '../hashing.ts';
import { emptyNode, labelBits, type MapLeaf, type MapPath, provePath } from './map.ts';
import { naiveJudge, naiveMapRoot, naivePath } from './testing/naive-map.ts';

const hash = () => fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Labels that share long prefixes as well as those that do not. */
const labelled = () =>
  fc.oneof(
    hash(),
    fc.tuple(fc.nat(31), fc.nat(7)).map(([at, bit]) => {
      const label = new Uint8Array(32);
      label[at] = 1 << bit;
      return label;
    }),
  );
const leaves = (minLength = 0) =>
  fc.uniqueArray(
    fc.record({ label: labelled(), version: fc.integer({ min: 1, max: 9 }), chain: hash() }),
    { minLength, maxLength: 12, selector: ({ label }) => Buffer.from(label).toString('hex') },
  );

/** The verifier that is used and the one that was written beside it say the same. */
const judge = (root: Hash, label: Hash, path: MapPath): MapLeaf | 'absent' | 'refused' => {
  const proved = provePath(label, path);
  const own = proved && sameHash(proved.root, root) ? (proved.leaf ?? 'absent') : 'refused';
  expect(own).toEqual(naiveJudge(root, label, path));
  return own;
};

it('proves of each label what the map holds, and of every other that it holds nothing', () => {
  fc.assert(
    fc.property(leaves(), labelled(), (held, other) => {
      const root = naiveMapRoot(held);
      for (const leaf of held) {
        const path = naivePath(held, leaf.label);
        expect(path.siblings.length).toBeLessThanOrEqual(labelBits);
        expect(judge(root, leaf.label, path)).toEqual(leaf);
      }
      const isHeld = held.some(({ label }) => sameHash(label, other));
      if (!isHeld) expect(judge(root, other, naivePath(held, other))).toBe('absent');
    }),
    { numRuns: 40 },
  );
}, 30_000);

const flip = (bytes: Hash, at: number): Hash => {
  const bent = new Uint8Array(bytes);
  bent[at % bent.length] = (bent[at % bent.length] ?? 0) ^ (1 << (at % 8));
  return bent;
};

/** Every way to change a path by one thing. */
const bends: readonly ((path: MapPath, at: number) => MapPath)[] = [
  (path, at) => ({
    ...path,
    siblings: path.siblings.map((one, index) =>
      index === at % path.siblings.length ? flip(one, at) : one,
    ),
  }),
  (path) => ({ ...path, siblings: path.siblings.slice(1) }),
  (path) => ({ ...path, siblings: path.siblings.slice(0, -1) }),
  (path, at) => ({ ...path, siblings: [flip(emptyNode(), at), ...path.siblings] }),
  (path) => ({ ...path, siblings: [emptyNode(), ...path.siblings] }),
  (path) => ({ ...path, siblings: [...path.siblings, emptyNode()] }),
  (path) => ({ ...path, siblings: path.siblings.toReversed() }),
  (path) => ({ ...path, end: null }),
  ({ siblings, end }, at) => ({ siblings, end: end && { ...end, chain: flip(end.chain, at) } }),
  ({ siblings, end }, at) => ({ siblings, end: end && { ...end, label: flip(end.label, at) } }),
  ({ siblings, end }) => ({ siblings, end: end && { ...end, version: end.version + 1 } }),
];

it('takes nothing that was changed for a proof of something else', () => {
  fc.assert(
    fc.property(
      leaves(1),
      labelled(),
      fc.nat(255),
      fc.nat(bends.length - 1),
      fc.boolean(),
      (held, other, at, which, asksHeld) => {
        const root = naiveMapRoot(held);
        const label = asksHeld ? (held[at % held.length]?.label ?? other) : other;
        const truth = held.find((leaf) => sameHash(leaf.label, label)) ?? 'absent';
        const bent = bends[which]?.(naivePath(held, label), at);
        if (bent) expect([truth, 'refused']).toContainEqual(judge(root, label, bent));
      },
    ),
    { numRuns: 300 },
  );
}, 30_000);

it('takes the path of one label for no other', () => {
  fc.assert(
    fc.property(leaves(2), labelled(), (held, other) => {
      const root = naiveMapRoot(held);
      const truth = held.find(({ label }) => sameHash(label, other)) ?? 'absent';
      for (const { label } of held)
        expect([truth, 'refused']).toContainEqual(judge(root, other, naivePath(held, label)));
    }),
    { numRuns: 40 },
  );
}, 30_000);

it('refuses what is no path', () => {
  const label = new Uint8Array(32).fill(7);
  const leaf = { label, version: 1, chain: label };
  const refused: readonly MapPath[] = [
    { siblings: Array.from({ length: labelBits + 1 }, emptyNode), end: leaf },
    { siblings: [new Uint8Array(31)], end: leaf },
    { siblings: [], end: { ...leaf, version: 0 } },
    { siblings: [], end: { ...leaf, version: 1.5 } },
    { siblings: [], end: { ...leaf, version: 2 ** 32 } },
    { siblings: [], end: { ...leaf, chain: new Uint8Array(33) } },
    { siblings: [emptyNode()], end: { ...leaf, label: new Uint8Array(32).fill(255) } },
  ];
  for (const path of refused) expect(provePath(label, path)).toBeNull();
  expect(provePath(new Uint8Array(31), { siblings: [], end: null })).toBeNull();
});
