import {
  distinguishedHeads,
  type HeadRange,
  mostDistinguished,
  newestDistinguished,
} from '../../../contract/transparency/keys/distinguished.ts';
import type { PlacedHead } from '../types/key-map.ts';
import type { SqliteConnection, SqlRow } from './connection.ts';
import type { KeyNodes } from './key-nodes.ts';
import { bytesIn } from './log-rows.ts';

/** The heads of the map that are kept: each of the last while, before that the distinguished ones. Calls are inside a transaction. */
export interface KeyHeads {
  /** The newest at or below a position; null where there is none. */
  readonly at: (range: HeadRange, position?: number) => KeptHead | null;
  readonly list: (range: HeadRange, after?: number) => readonly PlacedHead[];
  /** See `KeyMapStore.thin`. */
  readonly thin: (signed: HeadRange, before: number, limit: number) => boolean;
}

export interface KeptHead extends PlacedHead {
  /** Counted over all epochs. */
  readonly number: number;
}

const kept = (row: SqlRow | undefined): KeptHead | null =>
  row === undefined
    ? null
    : {
        number: Number(row.head),
        position: Number(row.position),
        head: { time: Number(row.time), root: bytesIn(row, 'root') },
      };

export const createKeyHeads = (connection: SqliteConnection, nodes: KeyNodes): KeyHeads => {
  const find = connection.prepare('SELECT * FROM key_heads WHERE epoch = ? AND position = ?');
  const findBelow = connection.prepare(
    'SELECT * FROM key_heads WHERE epoch = ? AND position < ? ORDER BY position DESC LIMIT 1',
  );
  const firstAfter = connection.prepare(
    'SELECT * FROM key_heads WHERE head > ? ORDER BY head LIMIT 1',
  );
  const sizeOf = connection.prepare(
    'SELECT max(position) + 1 AS size FROM key_heads WHERE epoch = ?',
  );
  const remove = connection.prepare('DELETE FROM key_heads WHERE head = ?');
  const doneTo = connection.prepare(
    'SELECT key_heads.* FROM key_heads, key_thinned WHERE key_heads.head = key_thinned.head',
  );
  const setDone = connection.prepare('INSERT OR REPLACE INTO key_thinned (id, head) VALUES (1, ?)');

  const timeIn =
    (epoch: number) =>
    (position: number): number | null => {
      const row = find.get([epoch, position]);
      return row === undefined ? null : Number(row.time);
    };

  /** The next head that is kept for ever; null where there is none yet. */
  const nextKept = (done: SqlRow | undefined, signed: HeadRange): KeptHead | null => {
    if (done === undefined) return kept(firstAfter.get([0]));
    const epoch = Number(done.epoch);
    const isPresent = epoch === signed.epoch;
    const size = isPresent ? signed.size : Number(sizeOf.get([epoch])?.size ?? 0);
    const range = { epoch, size };
    const [next] = distinguishedHeads(range, Number(done.position), 1, timeIn(epoch)) ?? [];
    if (next !== undefined) return kept(find.get([epoch, next]));
    if (isPresent) return null;
    // Behind the last one of an epoch that ended: the first of the next, which is always one.
    const last = Number(findBelow.get([epoch, size])?.head ?? 0);
    return kept(firstAfter.get([last]));
  };

  return {
    at: ({ epoch, size }, position) => {
      if (position === undefined) return kept(findBelow.get([epoch, size]));
      return position < size ? kept(find.get([epoch, position])) : null;
    },
    list: (range, after) => {
      const told = new Map<number, PlacedHead>();
      const timeOf = (position: number): number | null => {
        const found = kept(find.get([range.epoch, position]));
        if (found !== null) told.set(position, { position, head: found.head });
        return found?.head.time ?? null;
      };
      if (after === undefined) newestDistinguished(range, timeOf);
      else distinguishedHeads(range, after, mostDistinguished, timeOf);
      return [...told.values()];
    },
    thin: (signed, before, limit) => {
      const done = doneTo.get();
      const next = nextKept(done, signed);
      if (next === null || next.head.time > before) return false;
      let head = Number(done?.head ?? 0);
      for (let looked = 0; looked < limit; ) {
        head = Number(firstAfter.get([head])?.head ?? next.number);
        if (head >= next.number) {
          setDone.run([next.number]);
          break;
        }
        looked += nodes.forget(head, next.number) + 1;
        remove.run([head]);
      }
      return true;
    },
  };
};
