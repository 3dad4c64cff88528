import { type Hash, hashLength, sameHash } from '../../../contract/transparency/hashing.ts';
import {
  bitAt,
  emptyNode,
  type MapLeaf,
  type MapPath,
  mapLeafHash,
  mapNodeHash,
} from '../../../contract/transparency/keys/map.ts';
import type { SqliteConnection } from './connection.ts';
import { bytesIn } from './log-rows.ts';

interface MapNode {
  readonly hash: Hash;
  /** Null for an inner node. */
  readonly leaf: MapLeaf | null;
}

/** The nodes of the map at each of its heads: a row stands for its place until the next one does. */
export interface KeyNodes {
  /** Inside a transaction: puts a leaf in, or in the place of the one with its label. Gives the root. */
  readonly put: (leaf: MapLeaf, head: number) => Hash;
  /** Inside a transaction: takes the leaf with this label out; what stood beside it alone moves up. Gives the root. */
  readonly remove: (label: Hash, head: number) => Hash;
  readonly root: (head: number) => Hash;
  readonly path: (label: Hash, head: number) => MapPath;
  /**
   * Inside a transaction: takes out what was written at a head and had others in its place by `until`, so that every head from there on
   * stays as it was. Gives how many rows it looked at.
   */
  readonly forget: (head: number, until: number) => number;
}

/** The first bits of a label, and zeros up to the end of the byte behind them: SQLite takes no bytes for no value. */
const prefixOf = (label: Hash, bits: number): Uint8Array<ArrayBuffer> => {
  const last = bits >> 3;
  const prefix = new Uint8Array(last + 1);
  prefix.set(label.subarray(0, last + 1));
  prefix[last] = (prefix[last] ?? 0) & (0xff << (8 - (bits & 7)));
  return prefix;
};

/** The place beside the one that the label's path goes through at a depth of 1 or more. */
const besideOf = (label: Hash, bits: number): Uint8Array<ArrayBuffer> => {
  const prefix = prefixOf(label, bits);
  const at = (bits - 1) >> 3;
  prefix[at] = (prefix[at] ?? 0) ^ (0x80 >> ((bits - 1) & 7));
  return prefix;
};

export const createKeyNodes = (connection: SqliteConnection): KeyNodes => {
  const newest = connection.prepare(
    `SELECT hash, label, version, chain FROM key_nodes WHERE depth = ? AND prefix = ? AND since <= ?
      ORDER BY since DESC LIMIT 1`,
  );
  const insert = connection.prepare(
    `INSERT OR REPLACE INTO key_nodes (depth, prefix, since, hash, label, version, chain)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );

  const written = connection.prepare(
    'SELECT hash FROM key_nodes WHERE depth = ? AND prefix = ? AND since = ?',
  );
  const hasNext = connection.prepare(
    'SELECT 1 FROM key_nodes WHERE depth = ? AND prefix = ? AND since > ? AND since <= ? LIMIT 1',
  );
  const hasFormer = connection.prepare(
    'SELECT 1 FROM key_nodes WHERE depth = ? AND prefix = ? AND since < ? LIMIT 1',
  );
  const remove = connection.prepare(
    'DELETE FROM key_nodes WHERE depth = ? AND prefix = ? AND since = ?',
  );

  const read = (depth: number, prefix: Uint8Array<ArrayBuffer>, head: number): MapNode | null => {
    const row = newest.get([depth, prefix, head]);
    if (row === undefined) return null;
    const hash = bytesIn(row, 'hash');
    // What was taken out is written over with nothing: at the heads before it still stands.
    if (sameHash(hash, emptyNode())) return null;
    const leaf =
      row.label === null
        ? null
        : {
            label: bytesIn(row, 'label'),
            version: Number(row.version),
            chain: bytesIn(row, 'chain'),
          };
    return { hash, leaf };
  };
  const hashAt = (depth: number, prefix: Uint8Array<ArrayBuffer>, head: number): Hash =>
    read(depth, prefix, head)?.hash ?? emptyNode();
  /** Where the path ends: a leaf, or nothing. */
  const endOf = (label: Hash, head: number): { depth: number; leaf: MapLeaf | null } => {
    for (let depth = 0; ; depth++) {
      const node = read(depth, prefixOf(label, depth), head);
      if (node === null || node.leaf !== null) return { depth, leaf: node?.leaf ?? null };
    }
  };
  const write = (
    depth: number,
    prefix: Uint8Array<ArrayBuffer>,
    head: number,
    { hash, leaf }: MapNode,
  ): void => {
    const bytes = (value: Hash) => new Uint8Array(value);
    insert.run([
      depth,
      prefix,
      head,
      bytes(hash),
      leaf && bytes(leaf.label),
      leaf ? leaf.version : null,
      leaf && bytes(leaf.chain),
    ]);
  };
  const writeLeaf = (depth: number, head: number, leaf: MapLeaf): Hash => {
    const hash = mapLeafHash(leaf);
    write(depth, prefixOf(leaf.label, depth), head, { hash, leaf });
    return hash;
  };

  const clear = (depth: number, label: Hash, head: number): void =>
    write(depth, prefixOf(label, depth), head, { hash: emptyNode(), leaf: null });
  /** Writes the path above what stands at a depth. Gives the root. */
  const writeAbove = (label: Hash, from: number, below: Hash, head: number): Hash => {
    let hash = below;
    for (let depth = from; depth > 0; ) {
      const beside = hashAt(depth, besideOf(label, depth), head);
      depth--;
      hash = bitAt(label, depth) === 1 ? mapNodeHash(beside, hash) : mapNodeHash(hash, beside);
      write(depth, prefixOf(label, depth), head, { hash, leaf: null });
    }
    return hash;
  };

  return {
    put: (leaf, head) => {
      const { label } = leaf;
      const end = endOf(label, head);
      let { depth } = end;
      if (end.leaf !== null && !sameHash(end.leaf.label, label)) {
        // Two labels on one path: both go down to where they part.
        while (bitAt(label, depth) === bitAt(end.leaf.label, depth)) depth++;
        depth++;
        writeLeaf(depth, head, end.leaf);
      }
      return writeAbove(label, depth, writeLeaf(depth, head, leaf), head);
    },
    remove: (label, head) => {
      const end = endOf(label, head);
      if (end.leaf === null || !sameHash(end.leaf.label, label))
        return hashAt(0, prefixOf(label, 0), head);
      let { depth } = end;
      clear(depth, label, head);
      if (depth === 0) return emptyNode();
      const beside = read(depth, besideOf(label, depth), head);
      if (beside?.leaf == null) return writeAbove(label, depth, emptyNode(), head);
      // Whatever no path leads to is nothing, so that a path that leads there again finds nothing beside it.
      const { leaf } = beside;
      do {
        clear(depth, leaf.label, head);
        depth--;
      } while (depth > 0 && read(depth, besideOf(leaf.label, depth), head) === null);
      return writeAbove(leaf.label, depth, writeLeaf(depth, head, leaf), head);
    },
    root: (head) => hashAt(0, prefixOf(new Uint8Array(0), 0), head),
    path: (label, head) => {
      const { depth, leaf } = endOf(label, head);
      const siblings = Array.from({ length: depth }, (_, at) =>
        hashAt(depth - at, besideOf(label, depth - at), head),
      );
      return { siblings, end: leaf };
    },
    forget: (head, until) => {
      let looked = 0;
      // Each change is written from the root down to its leaf: what a head wrote hangs together.
      const below = (label: Hash, depth: number): void => {
        const prefix = prefixOf(label, depth);
        const row = written.get([depth, prefix, head]);
        if (row === undefined) return;
        looked++;
        // Below a leaf that moved up stands what was taken out.
        below(label, depth + 1);
        below(besideOf(label, depth + 1), depth + 1);
        const isNothing =
          sameHash(bytesIn(row, 'hash'), emptyNode()) &&
          hasFormer.get([depth, prefix, head]) === undefined;
        if (isNothing || hasNext.get([depth, prefix, head, until]) !== undefined)
          remove.run([depth, prefix, head]);
      };
      below(new Uint8Array(hashLength), 0);
      return looked;
    },
  };
};
