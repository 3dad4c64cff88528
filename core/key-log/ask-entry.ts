import { orNone } from '../log/epochs.ts';
import type { LogReader } from '../log/reader.ts';
import type { LookUnder } from './heads-under.ts';
import type { EntryLook } from './judge-entry.ts';
import { type KeyLookup, type ProvedEntry, proveEntry } from './read-entry.ts';

/** What is proved of an entry at one head, and by what. */
export interface Told {
  readonly lookup: KeyLookup;
  readonly entry: ProvedEntry;
}

/** What the server says of one entry, under one checkpoint. Null where it proves nothing; rejects as `api` and the reader do. */
export interface AskEntry {
  /** At one head, the versions behind `after`. */
  readonly at: (position: number, after: number) => Promise<Told | null>;
  /** At each of these heads, only that and how it stands there. */
  readonly each: (
    positions: readonly number[],
  ) => Promise<{ readonly looks: readonly EntryLook[]; readonly lookups: KeyLookup[] } | null>;
}

/** A look at no version: only at the version that there is. */
const noVersions = 0xffffffff;

/** `key` is the one that the account has here, base64. */
export const createAskEntry = (
  { asking, head }: LookUnder,
  reader: LogReader,
  accountId: string,
  key: string,
): AskEntry => {
  const askAt: AskEntry['at'] = async (position, after) => {
    const at = { epoch: head.epoch, position };
    const lookup = await orNone(asking.api('lookUpKeys', { accountId, after, holds: key, at }));
    const entry = lookup && (await proveEntry(accountId, lookup, head, reader, position));
    return entry && { lookup, entry };
  };
  return {
    at: askAt,
    each: async (positions) => {
      const looks: EntryLook[] = [];
      const lookups: KeyLookup[] = [];
      for (const position of positions) {
        const told = await askAt(position, noVersions);
        if (told === null) return null;
        const { version, chains } = told.entry;
        looks.push({ position, version, chain: chains.at(-1) ?? null });
        lookups.push(told.lookup);
      }
      return { looks, lookups };
    },
  };
};
