import { type Hash, leafHash } from '../../../contract/transparency/hashing.ts';
import type { SqliteConnection, SqlRow } from './connection.ts';

export const bytesIn = (row: SqlRow | undefined, column: string): Uint8Array<ArrayBuffer> => {
  const value = row?.[column];
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${column} holds no bytes`);
};

/** Runs of the log's rows, in order; fewer than `count` at the end. */
export interface LogRows {
  readonly entries: (
    epoch: number,
    from: number,
    count: number,
  ) => readonly Uint8Array<ArrayBuffer>[];
  /** Hashes of a level of tiles: of leaves at level 0, above it of the full tiles of the level below. */
  readonly hashes: (epoch: number, level: number, from: number, count: number) => Hash[];
}

/** Which log: what its tables' names begin with. */
export type LogTables = 'log' | 'key_log';

export const createLogRows = (connection: SqliteConnection, tables: LogTables): LogRows => {
  const leaves = connection.prepare(
    `SELECT entry FROM ${tables}_leaves WHERE epoch = ? AND position >= ? ORDER BY position LIMIT ?`,
  );
  const roots = connection.prepare(
    `SELECT root FROM ${tables}_tiles WHERE epoch = ? AND level = ? AND position >= ? ORDER BY position LIMIT ?`,
  );
  const entries = (epoch: number, from: number, count: number) =>
    leaves.all([epoch, from, count]).map((row) => bytesIn(row, 'entry'));
  return {
    entries,
    hashes: (epoch, level, from, count) =>
      level === 0
        ? entries(epoch, from, count).map(leafHash)
        : roots.all([epoch, level - 1, from, count]).map((row) => bytesIn(row, 'root')),
  };
};
