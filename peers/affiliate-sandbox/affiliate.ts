import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type {
  Batch,
  BatchAnswer,
  DisclosedPayload,
  Suggestions,
} from '../../contract/disclosure/affiliate.ts';
import { openBookFile } from './book-file.ts';

type Purpose = DisclosedPayload['purpose'];
/** Something that came and is kept. Times are milliseconds since 1970. */
export interface Held {
  readonly what: 'held';
  readonly id: string;
  readonly at: number;
  readonly payload: DisclosedPayload;
}
/** That something came; it was deleted, or asked to be before it came. */
export interface Gone {
  readonly what: 'gone';
  readonly id: string;
  readonly at: number;
  readonly purpose: Purpose;
  readonly deletedAt: number;
}
export interface Deletion {
  readonly what: 'deletion';
  readonly id: string;
  readonly at: number;
  /** How much was deleted by it. */
  readonly count: number;
  /** SHA-256 of the handle, so that what comes late under it is known. */
  readonly handleHash: string;
}
export type Entry = Held | Gone | Deletion;

export interface Affiliate {
  /** Answers once all of it is on the disk. Throws when it could not be written; nothing of it counts then. */
  readonly take: (batch: Batch) => BatchAnswer;
  readonly entries: () => readonly Entry[];
  readonly suggestions: () => Suggestions;
}

/** How many others each person is told of. */
const maxSuggested = 5;
const maxPeople = 2_000;

const hashOf = (handle: string): string => createHash('sha256').update(handle).digest('base64url');

const resultOf = (entry: Entry): BatchAnswer['results'][number]['result'] => {
  if (entry.what !== 'deletion') return 'taken';
  return entry.count > 0 ? 'deleted' : 'unknown_handle';
};

/** Opens its data folder, which is there. Throws for a file that it did not write. */
export const openAffiliate = (dataDir: string, now: () => number): Affiliate => {
  const file = openBookFile(join(dataDir, 'book.jsonl'));
  const book = new Map(
    file.read().map((line) => {
      const entry = JSON.parse(line) as Entry;
      return [entry.id, entry] as const;
    }),
  );
  const heldBy = new Map<string, Set<string>>();
  const deletedAt = new Map<string, number>();
  const index = (entry: Entry): void => {
    if (entry.what === 'held') {
      const { deletionHandle } = entry.payload;
      heldBy.set(deletionHandle, (heldBy.get(deletionHandle) ?? new Set()).add(entry.id));
    }
    if (entry.what === 'deletion' && !deletedAt.has(entry.handleHash))
      deletedAt.set(entry.handleHash, entry.at);
  };
  for (const entry of book.values()) index(entry);
  // The end of the file may be torn, now or by an append that failed.
  let torn = true;

  const write = (changed: ReadonlyMap<string, Entry>): void => {
    const rewrites = torn || [...changed.keys()].some((id) => book.has(id));
    const entries = rewrites ? new Map([...book, ...changed]) : changed;
    const lines = [...entries.values()].map((entry) => JSON.stringify(entry));
    torn = true;
    if (rewrites) file.replace(lines);
    else file.append(lines);
    torn = false;
  };

  const take = ({ items }: Batch): BatchAnswer => {
    const changed = new Map<string, Entry>();
    const at = now();
    const heldWith = (handle: string): readonly Held[] =>
      [...[...(heldBy.get(handle) ?? [])].map((id) => book.get(id)), ...changed.values()]
        .map((entry) => entry && (changed.get(entry.id) ?? entry))
        .filter((entry) => entry?.what === 'held')
        .filter(({ payload }) => payload.deletionHandle === handle);
    const askedAt = (handle: string): number | undefined => {
      const hash = hashOf(handle);
      const asked = [...changed.values()].some(
        (entry) => entry.what === 'deletion' && entry.handleHash === hash,
      );
      return deletedAt.get(hash) ?? (asked ? at : undefined);
    };

    const takeOne = ({ id, kind, payload }: Batch['items'][number]): Entry => {
      const { deletionHandle: handle } = payload;
      if (kind === 'disclosure') {
        const asked = askedAt(handle);
        const { purpose } = payload;
        return asked === undefined
          ? { what: 'held', id, at, payload }
          : { what: 'gone', id, at, purpose, deletedAt: asked };
      }
      const found = new Map(heldWith(handle).map((held) => [held.id, held]));
      for (const { id: heldId, at: cameAt, payload: held } of found.values())
        changed.set(heldId, {
          what: 'gone',
          id: heldId,
          at: cameAt,
          purpose: held.purpose,
          deletedAt: at,
        });
      return { what: 'deletion', id, at, count: found.size, handleHash: hashOf(handle) };
    };

    const results = items.map((item) => {
      const known = changed.get(item.id) ?? book.get(item.id);
      const entry = known ?? takeOne(item);
      if (!known) changed.set(item.id, entry);
      return { id: item.id, result: resultOf(entry) };
    });
    if (changed.size > 0) {
      write(changed);
      for (const [id, entry] of changed) {
        const before = book.get(id);
        if (before?.what === 'held') heldBy.delete(before.payload.deletionHandle);
        book.set(id, entry);
        index(entry);
      }
    }
    return { results };
  };

  const suggestions = (): Suggestions => {
    const byNumber = new Map<string, string>();
    for (const entry of book.values()) {
      if (entry.what !== 'held' || entry.payload.purpose !== 'friend-suggestions') continue;
      const { phoneNumber, deletionHandle } = entry.payload;
      if (typeof phoneNumber === 'string') byNumber.set(phoneNumber, deletionHandle);
    }
    const people = [...byNumber.values()].slice(-maxPeople);
    const others = Math.min(maxSuggested, people.length - 1);
    return people.flatMap((handle, place) =>
      Array.from({ length: others }, (_, step) => ({
        for: handle,
        suggest: people[(place + step + 1) % people.length] ?? handle,
      })),
    );
  };
  return { take, entries: () => [...book.values()], suggestions };
};
