import type { RandomBytes } from '../../platform/random.ts';
import type {
  AffiliateChange,
  AffiliateStore,
  NewOutcome,
  OpenDisclosure,
} from '../../store/types/affiliate.ts';
import { commitTo } from './leaves.ts';

export interface RecoverContext {
  readonly store: Pick<AffiliateStore, 'land' | 'interrupted'>;
  readonly commit: (change: AffiliateChange) => Promise<unknown>;
  readonly random: RandomBytes;
  readonly now: number;
}

const atOnce = 100;

/** What a former run began: nobody knows whether it arrived. */
export const recover = async ({ store, commit, random, now }: RecoverContext): Promise<void> => {
  const unknown = ({ ref, disclosureId, refusals }: OpenDisclosure): NewOutcome => ({
    ref,
    refusals,
    outcome: 'unknown',
    nextAt: now,
    entry: commitTo({ v: 1, disclosureId, at: now, kind: 'outcome', outcome: 'unknown' }, random),
  });
  await store.land(now);
  for (;;) {
    const interrupted = await store.interrupted(atOnce);
    if (interrupted.length === 0) return;
    await commit({ outcomes: interrupted.map(unknown) });
  }
};
