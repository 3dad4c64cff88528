import type { Sharing } from '../../../contract/consent/decide.ts';
import type { AffiliateChange, Due } from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { Flying } from './outcomes.ts';
import { prepareAgain } from './prepare-again.ts';
import { prepareDeletion } from './prepare-deletion.ts';
import { prepareNew } from './prepare-new.ts';
import type { PrepareContext, Preparing } from './preparing.ts';

/** What is sent at once; the rows of new disclosures follow from the commit, in the order of `change.begun`. */
export interface Prepared {
  readonly change: AffiliateChange;
  readonly deletions: readonly Flying[];
  readonly again: readonly Flying[];
  readonly begun: readonly ((ref: number) => Flying)[];
}

/** Each account is decided over once. */
const decidedOnce = (decide: PrepareContext['decide']): PrepareContext['decide'] => {
  const known = new Map<AccountRef, Promise<Sharing | null>>();
  return (account) => {
    const found = known.get(account) ?? decide(account);
    known.set(account, found);
    return found;
  };
};

/** One turn: what is decided here holds until the section is left. */
export const prepare = async (due: Due, given: PrepareContext): Promise<Prepared> => {
  const context = { ...given, decide: decidedOnce(given.decide) };
  const preparing: Preparing = {
    change: {
      dropIntents: [],
      postponeIntents: [],
      intents: [],
      draws: new Map(),
      begun: [],
      outcomes: [],
      askDeletion: [],
      deletions: [],
    },
    deletions: [],
    again: [],
    begun: [],
  };
  for (const deletion of due.deletions) prepareDeletion(deletion, context, preparing);
  for (const open of due.disclosures) await prepareAgain(open, context, preparing);
  for (const intent of due.intents) await prepareNew(intent, context, preparing);
  const { change, ...flights } = preparing;
  return { change: { ...change, draws: [...change.draws.values()] }, ...flights };
};
