import { limits } from '../../../contract/wire/limits.ts';
import { toBase64 } from '../../crypto/bytes.ts';
import type { Head } from '../../log/heads.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { MetaRepository } from '../../store/types/meta.ts';
import { type EntryProof, keepProof } from '../evidence.ts';
import type { ToldLabel } from './ask.ts';
import type { Named } from './make-labels.ts';

/** By what an account was found, or is. */
export interface Found extends Named {
  readonly accountId: string;
}

/** What is known of it before it was looked at. */
export const noLabel = ({ accountId, kind, value }: Found): KeyLabelRow => ({
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
  proved: false,
});

const marginMs = 2 * 86_400_000;
/** It did not agree for so long that heads of then are told no more: it is looked at as if for the first time. */
export const isBeforeHistory = (
  { checkedAt }: Pick<KeyLabelRow, 'checkedAt'>,
  now: number,
): boolean => checkedAt === null || now - checkedAt >= limits.labelHistoryMs - marginMs;

/** Keeps what proves whose label it is said to be. */
export const keepLabelProof = (
  meta: MetaRepository,
  row: KeyLabelRow,
  head: Head,
  told: ToldLabel,
  now: number,
): void => {
  const { accountId, epoch, chain } = row;
  const proof: EntryProof = {
    accountId,
    kind: 'other_label',
    foundAt: now,
    keyInUse: '',
    note: head.note,
    lookup: told.lookup,
    marks: [],
    seen: { epoch, version: chain === null ? 0 : 1, chain: chain === null ? '' : toBase64(chain) },
  };
  keepProof(meta, proof);
};
