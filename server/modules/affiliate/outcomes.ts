import type { Batch } from '../../../contract/disclosure/affiliate.ts';
import type { Outcome } from '../../../contract/disclosure/opening.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type {
  AffiliateChange,
  ConfirmedDeletion,
  DisclosureRef,
  DueDeletion,
  NewOutcome,
} from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { BatchResult } from './affiliate-client.ts';
import { backOffMs } from './back-off.ts';
import { commitTo } from './leaves.ts';

/** Something of a batch that is on its way. */
export type Flying =
  | {
      readonly kind: 'disclosure';
      readonly item: Batch['items'][number];
      readonly ref: DisclosureRef;
      readonly accountRef: AccountRef;
      readonly disclosureId: string;
      readonly deletionId: string;
      readonly outcome: Outcome | null;
      readonly refusals: number;
    }
  | {
      readonly kind: 'deletion';
      readonly item: Batch['items'][number];
      readonly disclosureId: string | null;
      readonly refusals: number;
    };

type Landed = 'done' | 'not_sent' | 'unknown' | 'refused';

const rank: Readonly<Record<Outcome, number>> = { not_sent: 0, unknown: 1, acknowledged: 2 };

/** Of all attempts together: what may have arrived once stays so. */
const together = (before: Outcome | null, now: Outcome): Outcome =>
  before !== null && rank[before] > rank[now] ? before : now;

const landed = (flying: Flying, result: BatchResult): Landed => {
  if (result.kind !== 'answered') return result.kind;
  const answer = result.results.find(({ id }) => id === flying.item.id)?.result;
  if (answer === undefined) return 'refused';
  return (answer === 'taken') === (flying.kind === 'disclosure') ? 'done' : 'refused';
};

/** Whether any of it came through as it should. */
export const isUnderstood = (flight: readonly Flying[], result: BatchResult): boolean =>
  flight.some((flying) => landed(flying, result) === 'done');

/** What is written of a batch that came back. */
export const outcomesOf = (
  flight: readonly Flying[],
  result: BatchResult,
  now: number,
  random: RandomBytes,
): AffiliateChange => {
  const outcomes: NewOutcome[] = [];
  const deletions: DueDeletion[] = [];
  const confirmed: ConfirmedDeletion[] = [];
  for (const flying of flight) {
    const how = landed(flying, result);
    const refusals = flying.refusals + (how === 'refused' ? 1 : 0);
    const nextAt = how === 'refused' ? now + backOffMs(refusals + 5, random) : now;
    if (flying.kind === 'deletion') {
      const { disclosureId } = flying;
      const { id } = flying.item;
      if (how !== 'done') deletions.push({ id, nextAt, refusals });
      else
        confirmed.push({
          id,
          at: now,
          entry:
            disclosureId === null
              ? null
              : commitTo({ v: 1, disclosureId, at: now, kind: 'deletion_confirmed' }, random),
        });
      continue;
    }
    const { ref, disclosureId, outcome: before } = flying;
    const outcome = together(
      before,
      how === 'done' ? 'acknowledged' : how === 'not_sent' ? 'not_sent' : 'unknown',
    );
    outcomes.push({
      ref,
      outcome,
      refusals,
      nextAt: outcome === 'acknowledged' ? null : nextAt,
      entry:
        outcome === before
          ? null
          : commitTo({ v: 1, disclosureId, at: now, kind: 'outcome', outcome }, random),
    });
    // A deletion that waited for this one to arrive need not wait any longer.
    deletions.push({ id: flying.deletionId, nextAt: now, refusals: 0 });
  }
  return { outcomes, deletions, confirmed };
};
