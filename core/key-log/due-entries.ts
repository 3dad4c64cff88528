import type { Store } from '../store/types.ts';
import { dayMs, markedMs } from './periods.ts';

/** Entries in one look: the rest at the next, a little later. */
export const mostAtOnce = 100;

/** Whose entries are to be looked at, the own one first: those that are wanted, and those that are due. */
export const dueEntries = (
  { keyEntries }: Pick<Store, 'keyEntries'>,
  own: string,
  wanted: readonly string[],
  now: number,
): readonly string[] => {
  const before = now - dayMs;
  const row = keyEntries.get(own);
  const isOwnDue =
    wanted.includes(own) ||
    row?.state !== 'agrees' ||
    row.doubtedAt !== null ||
    (row.checkedAt ?? 0) < before;
  const contacts = new Set([...wanted, ...keyEntries.due(before, now - markedMs, mostAtOnce)]);
  contacts.delete(own);
  return [...(isOwnDue ? [own] : []), ...contacts];
};
