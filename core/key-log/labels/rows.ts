import { sameHash } from '../../../contract/transparency/hashing.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { isWithin } from '../../platform/noted-times.ts';
import type { AccountHandle, KeyLabelRow } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { dayMs, goodForMs } from '../periods.ts';
import type { ProvedLabel } from './prove-label.ts';

/** What is known of a number or username of an account: as it is kept, or as it is before it was looked at. */
export const labelRow = (
  { keyLabels }: Pick<Store, 'keyLabels'>,
  { accountId, kind, value }: AccountHandle,
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
    lastFoundAt: null,
    proved: false,
  };

const marginMs = 2 * dayMs;
/** It did not agree for so long that heads of then are told no more, or it is not known since when: it is looked at as if for the first time. */
export const isBeforeHistory = (
  { checkedAt }: Pick<KeyLabelRow, 'checkedAt'>,
  now: number,
): boolean => !isWithin(checkedAt, now, limits.labelHistoryMs - marginMs);

/** It agreed, and not for too long to be relied on. */
export const isGood = ({ checkedAt }: Pick<KeyLabelRow, 'checkedAt'>, now: number): boolean =>
  isWithin(checkedAt, now, goodForMs);

/** Whether a leaf is that of the account of a row: opened to it, or the one that was. */
export const isOf = (
  { accountId, chain }: Pick<KeyLabelRow, 'accountId' | 'chain'>,
  told: Pick<ProvedLabel, 'accountId' | 'chain'>,
): boolean =>
  told.accountId === accountId ||
  (told.chain !== null && chain !== null && sameHash(told.chain, chain));

/** Of what was proved of the own number and usernames: each was seen to say what it should since it was found last not to. */
export const sayAgain = (rows: readonly KeyLabelRow[]): boolean =>
  rows.every(
    ({ checkedAt, foundAt, lastFoundAt }) => (checkedAt ?? 0) > (lastFoundAt ?? foundAt ?? 0),
  );

/** Of one account so many numbers and usernames are looked at. */
export const mostOfOne = 8;

/** Whether one more of this account can be looked at. Who claims ever more of themselves has nobody else wait for it. */
export const hasRoom = ({ keyLabels }: Pick<Store, 'keyLabels'>, accountId: string): boolean =>
  keyLabels
    .of(accountId)
    .filter(({ state, mark, proved }) => state !== 'agrees' || mark !== null || proved).length <
  mostOfOne;
