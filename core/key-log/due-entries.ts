import { isWithin } from '../platform/noted-times.ts';
import type { Store } from '../store/types.ts';
import { dayMs, markedMs } from './periods.ts';

/** Entries in one look: the rest at the next, a little later. */
export const mostAtOnce = 100;
/** As many places of a look are left to what is due: whom the server answers nothing about is wanted again and again. */
const leftToDue = mostAtOnce / 2;

/**
 * Whose entries are to be looked at, the own one first: those that are wanted, and those that are due, of which the ones whose turn was longest ago.
 * What was looked at by a clock that was ahead is due. More than one look takes are given where there are more.
 */
export const dueEntries = (
  { keyEntries }: Pick<Store, 'keyEntries'>,
  own: string,
  wanted: readonly string[],
  now: number,
): readonly string[] => {
  const due = { before: now - dayMs, markedBefore: now - markedMs, now };
  const row = keyEntries.get(own);
  const isOwnDue =
    wanted.includes(own) ||
    row?.state !== 'agrees' ||
    row.doubtedAt !== null ||
    !isWithin(row.checkedAt, now, dayMs);
  // One more than have room, the own one left out: it is known then that there are more.
  const longest = keyEntries.due(due, mostAtOnce + 1);
  const contacts = new Set([
    ...wanted.slice(0, mostAtOnce - leftToDue),
    ...longest.slice(0, leftToDue),
    ...wanted,
    ...longest,
  ]);
  contacts.delete(own);
  return [...(isOwnDue ? [own] : []), ...contacts];
};

/** Who had their turn in a round of looks in which everybody has theirs. */
export interface Turns {
  /** These had theirs. Gives who of the rest did not yet; where nobody is left, the next round begins. */
  readonly had: (looked: readonly string[], rest: readonly string[]) => readonly string[];
}

/** Whom a server answers nothing about is wanted again as soon as they had their turn: without rounds one look would follow the other for ever. */
export const createTurns = (): Turns => {
  const inRound = new Set<string>();
  return {
    had: (looked, rest) => {
      for (const accountId of looked) inRound.add(accountId);
      const left = rest.filter((accountId) => !inRound.has(accountId));
      if (left.length === 0) inRound.clear();
      return left;
    },
  };
};
