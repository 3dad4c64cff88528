import { toLabel } from '../../../contract/transparency/keys/label.ts';
import { toBase64 } from '../../crypto/bytes.ts';
import type { Head } from '../../log/heads.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { keepProof, type LabelProofKind } from '../evidence.ts';
import type { ToldLabel } from './ask.ts';

/** Keeps what proves what a label was found to say. Inside the transaction that says so. */
export const keepLabelProof = (
  store: Pick<Store, 'meta' | 'contacts'>,
  kind: LabelProofKind,
  { accountId, secret, labelKey, epoch, chain }: KeyLabelRow,
  head: Head,
  told: ToldLabel,
  now: number,
): void => {
  if (secret === null || labelKey === null) return;
  keepProof(store, {
    accountId,
    kind,
    foundAt: now,
    keyInUse: '',
    note: head.note,
    lookup: told.lookup,
    marks: [],
    seen: { epoch, version: chain === null ? 0 : 1, chain: chain === null ? '' : toBase64(chain) },
    label: {
      label: toBase64(toLabel(secret)),
      labelKey: toBase64(labelKey),
      position: told.position,
      inclusion: told.inclusion.map(toBase64),
    },
  });
};
