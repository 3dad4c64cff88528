import type { SharingFacts } from '../../contract/consent/decide.ts';
import type { ReadyAccount, ServerPin } from '../account/stored.ts';
import { type Heard, loadHeard } from './heard.ts';
import type { Ledger } from './ledger.ts';
import type { SharingContext } from './reading.ts';

/** What is known here of an account's sharing, as the rules take it. */
export interface Known {
  readonly facts: SharingFacts;
  readonly ledger: Ledger;
  readonly heard: Heard | null;
}

/** Reads it from the database. */
export const readKnown = async (
  { store, clock, reading }: Pick<SharingContext, 'store' | 'clock' | 'reading'>,
  account: ReadyAccount | null,
  pin: Pick<ServerPin, 'publicKey'> | null,
): Promise<Known> => {
  const kept = loadHeard(store.meta);
  const heard = kept === 'damaged' || kept?.serverKey !== pin?.publicKey ? null : kept;
  const published = reading.published(pin?.publicKey ?? '');
  const needsCountries = account !== null && published.policies.length > 0;
  const countries = needsCountries ? await reading.countriesOf(account.number) : [];
  const ledger = reading.ledger();
  return {
    ledger,
    heard,
    facts: {
      policies: published.policies,
      unknownPolicies:
        published.unknownPolicies || kept === 'damaged' || (heard?.unknownPolicies ?? false),
      records: ledger.ordered.map(({ taken }) => taken),
      pending: ledger.pending,
      countries,
      namedRegime: heard?.namedRegime ?? null,
      now: clock.now() + (heard?.aheadMs ?? 0),
      unconfirmed: heard?.unconfirmed ?? false,
    },
  };
};

/** The same as if the server had what waits here: how things stand by the person's own last word. */
export const asSaid = ({ facts, ledger }: Known): SharingFacts => {
  const last = facts.records.at(-1)?.order ?? 0;
  const waiting = new Set(ledger.waiting.map(({ row }) => row.hash));
  const said = ledger.waiting.map(({ taken }, index) => ({
    ...taken,
    order: last + index + 1,
    receivedAt: Math.min(taken.record?.at ?? facts.now, facts.now),
  }));
  return {
    ...facts,
    records: [...facts.records, ...said],
    pending: facts.pending.filter(({ hash }) => !waiting.has(hash)),
  };
};
