import { notAfter } from '../platform/noted-times.ts';
import type { KeyEntryRow, OwedLook } from '../store/types/key-entries.ts';
import type { HeadsUnder, Positions } from './heads-under.ts';
import type { EntryLook } from './judge-entry.ts';

/** Whose entry is looked at decides at which distinguished heads. */
export interface OwedLookRule {
  /** Those at which it has to be looked at now. */
  readonly toLookAt: (row: KeyEntryRow, heads: HeadsUnder) => Promise<Positions>;
  /** What is owed after a look that agreed: `marked` at the distinguished heads, in order, `newest` at the newest head. */
  readonly next: (
    row: KeyEntryRow,
    marked: readonly EntryLook[],
    newest: EntryLook,
    now: number,
  ) => OwedLook | null;
}

/** Where a look found the entry; the next is owed behind it. */
export const owedFrom = ({ position, version }: EntryLook, since: number): OwedLook => ({
  position,
  version,
  since,
});

/** As it counts now: noted by a clock that was ahead, it is waited for since now. */
export const byNow = (mark: OwedLook, now: number): OwedLook => ({
  ...mark,
  since: notAfter(mark.since, now),
});

/** Positions of the former epoch say nothing in a new one; since when a distinguished head is waited for does. */
export const inNewEpoch = (mark: OwedLook | null): OwedLook | null =>
  mark && { position: -1, version: 0, since: mark.since };

/** The owner looks at each since the last look: at the first look ever at the last one, in a new epoch at all of them. */
export const owedByOwner: OwedLookRule = {
  toLookAt: ({ mark, checkedAt }, heads) => {
    if (mark !== null) return heads.behind(mark.position);
    return checkedAt === null ? heads.newest() : heads.behind(-1);
  },
  next: ({ mark }, marked, _newest, now) => {
    const last = marked.at(-1);
    return last ? owedFrom(last, now) : mark;
  },
};

/**
 * Who was given a contact's key looks once more, at the first distinguished head that is not before the one under which it was given: its
 * owner looks at that one, too. What a new epoch begins anew is not waited for any longer for that.
 */
export const owedOfContact: OwedLookRule = {
  toLookAt: async ({ mark }, heads) =>
    mark === null || mark.position < 0 ? [] : heads.behind(mark.position - 1, 1),
  next: ({ mark, position, version }, marked, newest, now) => {
    const [covered] = marked;
    if (mark !== null && mark.position >= 0 && !covered) return mark;
    const known = covered ? covered.version : position < 0 ? -1 : version;
    const since = covered || mark === null ? now : mark.since;
    return newest.version > known ? owedFrom(newest, since) : null;
  },
};
