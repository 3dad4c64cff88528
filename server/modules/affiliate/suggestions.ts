import type { Sharing } from '../../../contract/consent/decide.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Section } from '../../platform/section.ts';
import { createWorkerLoop } from '../../platform/worker-loop.ts';
import type { AffiliateStore, Suggestion } from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { AffiliateClient } from './affiliate-client.ts';
import { sharesWith } from './recipient.ts';

export interface SuggestionsDependencies {
  readonly store: AffiliateStore;
  readonly client: AffiliateClient;
  readonly clock: Clock;
  readonly section: Section;
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
  /** As the policy calls the affiliate. */
  readonly name: string;
  /** Nobody is shown to anybody, nor asked about, while a restored backup may stand undetected. */
  readonly isConfirmed: () => boolean;
  readonly onFailed: (error: unknown) => void;
}

export interface Suggestions {
  /** Asks the affiliate, unless it was asked just now; `soon` after something new arrived there. */
  readonly refresh: (soon?: 'soon') => void;
  /** Inside the section. Null: the account does not choose it now. */
  readonly of: (account: AccountRef) => Promise<readonly { readonly username: string }[] | null>;
  readonly close: () => Promise<void>;
}

const everyMs = 60_000;
const shown = 20;
const decidedAtOnce = 50;

/** Who might know whom: kept and shown only while both choose it. */
export const createSuggestions = ({
  store,
  client,
  clock,
  section,
  decide,
  name,
  isConfirmed,
  onFailed,
}: SuggestionsDependencies): Suggestions => {
  let askedAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  const chooses = async (account: AccountRef): Promise<boolean> =>
    sharesWith(await decide(account), name).some(
      ({ purpose, allowed }) => purpose === 'friend-suggestions' && allowed,
    );
  const choosing = async (accounts: readonly AccountRef[]): Promise<ReadonlySet<AccountRef>> => {
    const found = new Set<AccountRef>();
    for (let from = 0; from < accounts.length && !closed; from += decidedAtOnce)
      await section(async () => {
        for (const account of accounts.slice(from, from + decidedAtOnce))
          if (await chooses(account)) found.add(account);
      });
    return found;
  };
  const fetchAll = async (): Promise<void> => {
    const pairs = await client.suggestions();
    if (pairs === null || closed) return;
    const handles = new Set(pairs.flatMap((pair) => [pair.for, pair.suggest]));
    const holders = await store.holders([...handles]);
    const open = await choosing([...new Set(holders.values())]);
    const kept = pairs.flatMap((pair): Suggestion[] => {
      const [to, suggested] = [holders.get(pair.for), holders.get(pair.suggest)];
      return to !== undefined && suggested !== undefined && to !== suggested
        ? [{ to, suggested }]
        : [];
    });
    await store.replaceSuggestions(
      kept.filter(({ to, suggested }) => open.has(to) && open.has(suggested)),
    );
  };
  // One that failed does not take with it what arrived meanwhile.
  const loop = createWorkerLoop(() => {
    askedAt = clock.now();
    return fetchAll().catch(onFailed);
  }, onFailed);
  const refresh = (soon?: 'soon'): void => {
    if (!isConfirmed()) return;
    const isDue = loop.running() === undefined && clock.now() >= askedAt + everyMs;
    if (soon === 'soon' || isDue) loop.wake();
  };
  return {
    refresh,
    of: async (account) => {
      if (!(await chooses(account))) return null;
      if (!isConfirmed()) return [];
      const open: { username: string }[] = [];
      for (const { accountRef, username } of await store.suggestedTo(account, shown))
        if (username !== null && (await chooses(accountRef))) open.push({ username });
      return open;
    },
    close: async () => {
      closed = true;
      await loop.close();
    },
  };
};
