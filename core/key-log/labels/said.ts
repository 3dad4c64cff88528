import type { Context } from '../../context.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import type { LabelVerdict } from './others.ts';
import { isGood } from './rows.ts';

/** It agrees. What has to once more counts for as long as anything that was looked at does. */
export const isLooked = (row: KeyLabelRow, now: number): boolean =>
  row.state === 'agrees' && (row.mark === null || isGood(row, now));

/** What is found to lead to somebody else, or not as was chosen. */
export const contradictingLabels = (
  { keyLabels }: Pick<Store, 'keyLabels'>,
  accountId: string,
): readonly KeyLabelRow[] => keyLabels.of(accountId).filter(({ state }) => state === 'contradicts');

/** What is to be said of how this account was found, or is; null for nothing. */
export const labelSaid = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  accountId: string,
): LabelVerdict | null => {
  const rows = store.keyLabels.of(accountId);
  if (rows.some(({ state }) => state === 'contradicts')) return 'contradicts';
  if (!rows.every((row) => isLooked(row, clock.now()))) return 'unavailable';
  return rows.length === 0 ? null : 'agrees';
};

/**
 * Somebody else stands under what this account is found by, of the own one also nobody who should, and since when it is known; `foundAt` is null
 * where that was not kept. Null where it is not so.
 */
export const labelFound = (
  store: Pick<Store, 'keyLabels'>,
  accountId: string,
): { readonly foundAt: number | null } | null => {
  const rows = contradictingLabels(store, accountId);
  const times = rows.flatMap(({ foundAt }) => foundAt ?? []);
  if (rows.length === 0) return null;
  return { foundAt: times.length === 0 ? null : Math.min(...times) };
};
