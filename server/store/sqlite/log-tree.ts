import { foldPeaks, type Hash, leafHash, rootOf } from '../../../contract/transparency/hashing.ts';
import { tileWidth } from '../../../contract/transparency/tiles.ts';
import type { LogHead, LogPlace, NewEpoch } from '../types/log.ts';
import type { SqliteConnection } from './connection.ts';
import { createLogRows, type LogTables } from './log-rows.ts';

/** Appends leaves inside whatever transaction is open on the store's connection. */
export interface LogTree {
  /** Inside a transaction: adds entries of 32 bytes behind one another and gives the place of the first. */
  readonly append: (entries: readonly Uint8Array<ArrayBuffer>[]) => LogPlace;
  /** Outside of one: the tree as it stands on the disk. */
  readonly head: () => LogHead;
  /** Inside a transaction. */
  readonly begin: (next: NewEpoch) => boolean;
  /** A transaction failed, or only its answer did: the right edge is read again before it is next needed. */
  readonly invalidate: () => void;
}

/** The hashes that stand in no full tile yet: fewer than 256 of each level. */
interface Edge {
  readonly epoch: number;
  size: number;
  readonly levels: Hash[][];
}

/** The complete subtrees of a run of fewer than 256 hashes, from left to right. */
const peaksOf = (hashes: readonly Hash[]): Hash[] => {
  const peaks: Hash[] = [];
  let from = 0;
  for (let width = tileWidth / 2; width >= 1; width /= 2) {
    if (hashes.length - from < width) continue;
    peaks.push(rootOf(hashes.slice(from, from + width)));
    from += width;
  }
  return peaks;
};

export const createLogTree = (connection: SqliteConnection, tables: LogTables): LogTree => {
  const rows = createLogRows(connection, tables);
  const newestEpoch = connection.prepare(`SELECT max(epoch) AS epoch FROM ${tables}_epochs`);
  const insertEpoch = connection.prepare(
    `INSERT INTO ${tables}_epochs (epoch, start) VALUES (?, ?)`,
  );
  const lastLeaf = connection.prepare(
    `SELECT position FROM ${tables}_leaves WHERE epoch = ? ORDER BY position DESC LIMIT 1`,
  );
  const insertLeaf = connection.prepare(
    `INSERT INTO ${tables}_leaves (epoch, position, entry) VALUES (?, ?, ?)`,
  );
  const insertTile = connection.prepare(
    `INSERT INTO ${tables}_tiles (epoch, level, position, hashes, root) VALUES (?, ?, ?, ?, ?)`,
  );
  let known: Edge | undefined;

  /** Reads fewer than 256 rows of each level, whatever the size. */
  const readEdge = (): Edge => {
    const epoch = Number(newestEpoch.get()?.epoch);
    const last = lastLeaf.get([epoch]);
    const size = last === undefined ? 0 : Number(last.position) + 1;
    const levels: Hash[][] = [];
    for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
      const from = count - (count % tileWidth);
      levels.push(rows.hashes(epoch, level, from, tileWidth));
      if (levels[level]?.length !== count % tileWidth) throw new Error(`the ${tables} has a gap`);
    }
    return { epoch, size, levels };
  };
  const edge = (): Edge => {
    known ??= readEdge();
    return known;
  };

  const push = (to: Edge, hash: Hash): void => {
    let rising = hash;
    for (let level = 0, count = ++to.size; ; level++) {
      to.levels[level] ??= [];
      const hashes = to.levels[level] ?? [];
      hashes.push(rising);
      if (hashes.length < tileWidth) return;
      rising = rootOf(hashes);
      count = Math.floor(count / tileWidth);
      const root = new Uint8Array(rising);
      const bytes = new Uint8Array(Buffer.concat(hashes));
      insertTile.run([to.epoch, level, count - 1, bytes, root]);
      hashes.length = 0;
    }
  };

  const append = (entries: readonly Uint8Array<ArrayBuffer>[]): LogPlace => {
    const to = edge();
    const place = { epoch: to.epoch, index: to.size };
    // Until the last row is written the edge in memory is ahead of the disk by an unknown part.
    known = undefined;
    for (const entry of entries) {
      if (entry.length !== 32) throw new RangeError('an entry is 32 bytes');
      insertLeaf.run([to.epoch, to.size, entry]);
      push(to, leafHash(entry));
    }
    known = to;
    return place;
  };

  return {
    append,
    head: () => {
      const { epoch, size, levels } = edge();
      const higher = levels.toReversed().flatMap(peaksOf);
      return { epoch, size, root: foldPeaks(higher) };
    },
    begin: ({ epoch, start, entry }) => {
      if (epoch <= edge().epoch) return false;
      known = undefined;
      insertEpoch.run([epoch, start]);
      append([entry]);
      return true;
    },
    invalidate: () => {
      known = undefined;
    },
  };
};
