import { type Deletion, longestWaitMs } from '../../store/types/affiliate.ts';
import type { PrepareContext, Preparing } from './preparing.ts';

/** Asks for something to be forgotten; whose recipient no policy knows by this name is left for another day. */
export const prepareDeletion = (
  { id, recipient, deletionHandle, disclosure, refusals }: Deletion,
  { now, landedAt, recipients }: PrepareContext,
  { change, deletions }: Preparing,
): void => {
  if (!recipients.has(recipient)) {
    change.deletions.push({ id, nextAt: now + longestWaitMs, refusals });
    return;
  }
  change.deletions.push({ id, nextAt: landedAt, refusals });
  deletions.push({
    kind: 'deletion',
    item: { id, kind: 'deletion', payload: { deletionHandle } },
    disclosureId: disclosure?.disclosureId ?? null,
    refusals,
  });
};
