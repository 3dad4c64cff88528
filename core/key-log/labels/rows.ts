import { limits } from '../../../contract/wire/limits.ts';
import type { KeyLabelRow, NamedAccount } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { dayMs } from '../periods.ts';

/** What is known of a number or username of an account: as it is kept, or as it is before it was looked at. */
export const labelRow = (
  { keyLabels }: Pick<Store, 'keyLabels'>,
  { accountId, kind, value }: NamedAccount,
): KeyLabelRow =>
  keyLabels.get({ accountId, kind, value }) ?? {
    accountId,
    kind,
    value,
    secret: null,
    labelKey: null,
    chain: null,
    epoch: 0,
    mark: null,
    state: 'unavailable',
    checkedAt: null,
    lookedAt: null,
    doubtedAt: null,
    foundAt: null,
    proved: false,
  };

const marginMs = 2 * dayMs;
/** It did not agree for so long that heads of then are told no more: it is looked at as if for the first time. */
export const isBeforeHistory = (
  { checkedAt }: Pick<KeyLabelRow, 'checkedAt'>,
  now: number,
): boolean => checkedAt === null || now - checkedAt >= limits.labelHistoryMs - marginMs;

/** Of what was proved of the own number and usernames: each was seen to say what it should since it was found last not to. */
export const sayAgain = (rows: readonly KeyLabelRow[]): boolean =>
  rows.every(({ checkedAt, doubtedAt }) => (checkedAt ?? 0) > (doubtedAt ?? 0));
