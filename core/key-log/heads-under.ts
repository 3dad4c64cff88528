import { isCodedError } from '../../contract/errors/coded-error.ts';
import {
  distinguishedHeads,
  mostDistinguished,
  newestDistinguished,
} from '../../contract/transparency/keys/distinguished.ts';
import { headEntry } from '../../contract/transparency/keys/head.ts';
import type { Asking } from '../connection/asking.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { includes } from '../log/compare.ts';
import type { Head } from '../log/heads.ts';
import type { LogReader } from '../log/reader.ts';

/**
 * Positions of distinguished heads, in order; `untold` where too little was told or proved to find them, `disordered` where the log has
 * a head that is older than one before it, which no server that follows the rules signs.
 */
export type Positions = readonly number[] | 'untold' | 'disordered';

/** The distinguished heads of the log of keys under one checkpoint. All reject as `api` and the reader do. */
export interface HeadsUnder {
  /** Behind a position, the first `most`; -1: from the first one on. */
  readonly behind: (position: number, most?: number) => Promise<Positions>;
  /** The last one alone. */
  readonly newest: () => Promise<Positions>;
}

/** One look at the log of keys: by whom, under which head, and at which others. */
export interface LookUnder {
  readonly asking: Asking;
  readonly head: Head;
  readonly heads: HeadsUnder;
}

/** Under this checkpoint of the log that the reader reads. */
export const createHeadsUnder = (
  { api }: Pick<Asking, 'api'>,
  head: Head,
  reader: LogReader,
): HeadsUnder => {
  const { epoch, size } = head;
  /** Proved to be those of entries under the checkpoint. */
  const times = new Map<number, number>();
  const timeOf = (position: number): number | null => times.get(position) ?? null;

  const isOrdered = (): boolean => {
    let before = 0;
    for (const position of [...times.keys()].sort((one, other) => one - other)) {
      const time = times.get(position) ?? 0;
      if (time < before) return false;
      before = time;
    }
    return true;
  };
  const learn = async (after: number | undefined): Promise<boolean> => {
    const { heads } = await api('listKeyHeads', { epoch, size, after });
    for (const { position, time, root } of heads) {
      if (times.has(position)) continue;
      if (position >= size) return false;
      const entry = headEntry({ time, root: fromBase64(root) });
      if (!(await includes(head, position, entry, reader))) return false;
      times.set(position, time);
    }
    return true;
  };
  const find = async (
    walk: () => readonly number[] | null,
    after: number | undefined,
  ): Promise<Positions> => {
    const known = walk();
    if (known !== null) return known;
    try {
      if (!(await learn(after))) return 'untold';
    } catch (error) {
      if (isCodedError(error) && error.code === 'not_found') return 'untold';
      throw error;
    }
    return isOrdered() ? (walk() ?? 'untold') : 'disordered';
  };

  return {
    behind: (position, most = mostDistinguished) =>
      find(() => distinguishedHeads(head, position, most, timeOf), position),
    newest: () =>
      find(() => {
        const newest = newestDistinguished(head, timeOf);
        return newest === null ? null : newest < 0 ? [] : [newest];
      }, undefined),
  };
};
