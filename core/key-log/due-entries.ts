import type { Store } from '../store/types.ts';
import { dayMs, isWithin, markedMs } from './periods.ts';

/** Entries in one look: the rest at the next, a little later. */
export const mostAtOnce = 100;

/**
 * Whose entries are to be looked at, the own one first: those that are wanted, and those that are due. What was looked at by a clock that was ahead
 * is due.
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
  const contacts = new Set([...wanted, ...keyEntries.due(due, mostAtOnce)]);
  contacts.delete(own);
  return [...(isOwnDue ? [own] : []), ...contacts];
};
