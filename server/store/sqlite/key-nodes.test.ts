import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MapLeaf, MapPath } from '../../../contract/transparency/keys/map.ts';
import { naiveMapRoot, naivePath } from '../../../contract/transparency/keys/testing/naive-map.ts';
import { openConnection } from './connection.ts';
import { createKeyNodes } from './key-nodes.ts';
import { migrate } from './migrate.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-key-nodes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Few labels, of which many share long beginnings, so that they meet, part and are put in again. */
const labels: readonly Uint8Array[] = [
  [0, 0],
  [0, 1],
  [0, 128],
  [1, 0],
  [1, 1],
  [128, 0],
  [128, 1],
  [192, 0],
  [192, 255],
  [255, 255],
].map(([first = 0, second = 0]) => {
  const label = new Uint8Array(32);
  label[0] = first;
  label[1] = second;
  return label;
});
const change = () =>
  fc.record({
    label: fc.constantFrom(...labels),
    /** 0: taken out. */
    version: fc.nat(3),
    withNext: fc.boolean(),
  });

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const toLeaf = (label: Uint8Array, version: number): MapLeaf => ({
  label,
  version,
  chain: new Uint8Array(32).fill(version),
});
const shown = ({ siblings, end }: MapPath) => [
  siblings.map(hex),
  end && [hex(end.label), end.version, hex(end.chain)],
];

it('is at every head the map of what stood in it then, whatever was put in and taken out, and stays so when others are forgotten', () => {
  let files = 0;
  fc.assert(
    fc.property(fc.array(change(), { minLength: 1, maxLength: 40 }), fc.nat(40), (changes, cut) => {
      const connection = openConnection(join(folder, `${files++}.db`));
      migrate(connection);
      connection.exec('BEGIN');
      const nodes = createKeyNodes(connection);
      const present = new Map<string, MapLeaf>();
      const heads = new Map<number, readonly MapLeaf[]>();
      let head = 1;
      for (const { label, version, withNext } of changes) {
        if (version === 0) present.delete(hex(label));
        else present.set(hex(label), toLeaf(label, version));
        const root =
          version === 0 ? nodes.remove(label, head) : nodes.put(toLeaf(label, version), head);
        expect(hex(root)).toBe(hex(naiveMapRoot([...present.values()])));
        heads.set(head, [...present.values()]);
        if (!withNext) head++;
      }
      const isHeld = (at: number): void => {
        const then = heads.get(at) ?? [];
        expect(hex(nodes.root(at))).toBe(hex(naiveMapRoot(then)));
        for (const label of labels)
          expect(shown(nodes.path(label, at))).toEqual(shown(naivePath(then, label)));
      };
      for (const at of heads.keys()) isHeld(at);
      // What lies before one that is kept goes, as upkeep does it.
      const kept = 1 + (cut % head);
      for (let at = 1; at < kept; at++) nodes.forget(at, kept);
      for (const at of heads.keys()) if (at >= kept) isHeld(at);
      connection.exec('COMMIT');
      connection.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('keeps no row of what came and went between two heads that are kept', () => {
  const connection = openConnection(join(folder, 'gone.db'));
  migrate(connection);
  const nodes = createKeyNodes(connection);
  const [stays, comes] = [labels[0], labels[1]];
  if (!stays || !comes) throw new Error('no labels');
  nodes.put(toLeaf(stays, 1), 1);
  const rows = () => Number(connection.prepare('SELECT count(*) AS n FROM key_nodes').get()?.n);
  expect(rows()).toBe(1);
  nodes.put(toLeaf(comes, 1), 2);
  nodes.remove(comes, 3);
  nodes.put(toLeaf(stays, 2), 4);
  for (const head of [1, 2, 3]) nodes.forget(head, 4);
  expect(rows()).toBe(1);
  connection.close();
});
