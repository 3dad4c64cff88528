import type { Share, Sharing } from '../../../contract/consent/decide.ts';
import type { OpenDisclosure } from '../../store/types/affiliate.ts';
import { commitTo } from './leaves.ts';
import { deletionHandleIn, isStill, needsNoOccasion, occasionIn } from './payloads.ts';
import {
  disclosureItem,
  hourMs,
  type PrepareContext,
  type Preparing,
  patienceMs,
} from './preparing.ts';
import { mayPass, shareOf } from './recipient.ts';

/** It is not sent again; if it may have arrived, the affiliate is asked to forget it. */
const end = (
  { ref, disclosureId, outcome, refusals }: OpenDisclosure,
  { now, random }: PrepareContext,
  { change }: Preparing,
): void => {
  if (outcome === 'not_sent')
    change.outcomes.push({ ref, outcome, nextAt: null, refusals, entry: null });
  else
    change.askDeletion.push({
      ref,
      askedAt: now,
      nextAt: now,
      entry: commitTo({ v: 1, disclosureId, at: now, kind: 'deletion_asked' }, random),
    });
};

const sendAgain = (
  open: OpenDisclosure,
  { landedAt }: PrepareContext,
  { change, again }: Preparing,
): void => {
  const { ref, accountRef, disclosureId, deletionId, payload, outcome, refusals } = open;
  // Should the program end now, nobody knows any more that it had never left.
  const meanwhile = outcome === 'not_sent' ? null : outcome;
  change.outcomes.push({ ref, outcome: meanwhile, nextAt: landedAt, refusals, entry: null });
  again.push({
    kind: 'disclosure',
    accountRef,
    ref,
    disclosureId,
    deletionId,
    outcome,
    refusals,
    item: disclosureItem(disclosureId, payload),
  });
};

/** Whether it would be the same today: by the same choice, with the same in it. */
const isSame = ({ payload, recordHash }: OpenDisclosure, sharing: Sharing, share: Share): boolean =>
  share.restsOn === recordHash && isStill(payload, deletionHandleIn(payload), sharing, share);

/** A disclosure that has not ended: sent again as it was, kept for later, or given up. */
export const prepareAgain = async (
  open: OpenDisclosure,
  context: PrepareContext,
  preparing: Preparing,
): Promise<void> => {
  const { ref, accountRef, recipient, purpose, payload, outcome, refusals, begunAt } = open;
  const { change } = preparing;
  const sharing = await context.decide(accountRef);
  const share = shareOf(sharing, context.name, open);
  const isFresh = context.now < begunAt + patienceMs;
  if (sharing && share?.allowed) {
    const same = isSame(open, sharing, share);
    if (same && isFresh) {
      sendAgain(open, context, preparing);
      return;
    }
    // What only this occasion could say is sent anew as it would be now; the rest the next look finds.
    if (!same && share.row !== null && !needsNoOccasion(share.row)) {
      const values = JSON.stringify(occasionIn(payload));
      change.intents.push({ accountRef, recipient, purpose, values, createdAt: begunAt });
    }
  } else if (share && mayPass(share) && isFresh) {
    const nextAt = context.now + hourMs;
    change.outcomes.push({ ref, outcome, nextAt, refusals, entry: null });
    return;
  }
  end(open, context, preparing);
};
