import { join } from 'node:path';
import type { Sharing } from '../../../contract/consent/decide.ts';
import { readRecord } from '../../../contract/consent/taken.ts';
import { dayOf } from '../../../contract/policy/fields.ts';
import { type HashedPolicy, newestPolicy } from '../../../contract/policy/in-force.ts';
import { mostConsentRecords } from '../../../contract/wire/limits.ts';
import type { RandomBytes } from '../../platform/random.ts';
import { openSecret } from '../../platform/secret-file.ts';
import type { ConsentStore } from '../../store/types/consent.ts';
import type { AccountRef, Store } from '../../store/types.ts';
import { type Activity, activityValues, createActivity, noActivity } from './activity.ts';
import { type AffiliateClientDependencies, createAffiliateClient } from './affiliate-client.ts';
import { createPseudonym } from './draws.ts';
import { createGateway, type Gateway, type GatewayDependencies } from './gateway.ts';
import { isNamed } from './recipient.ts';
import {
  createSharingHandlers,
  type SharingHandlers,
  withoutAffiliate,
} from './sharing-handlers.ts';
import { createSuggestions } from './suggestions.ts';

/** Whom the operator shares with: where it answers, and its name as the policies have it. */
export interface AffiliateSettings {
  readonly url: string;
  readonly name: string;
}

export interface AffiliateOptions
  extends Pick<
    GatewayDependencies,
    'clock' | 'section' | 'onAppended' | 'isConfirmed' | 'onFailed' | 'reached' | 'published'
  > {
  /** Null: nothing leaves, and nothing is queued. */
  readonly settings: AffiliateSettings | null;
  readonly store: Pick<Store, 'affiliate' | 'consent' | 'accounts'>;
  /** Holds the key of the pseudonyms. */
  readonly dataDir: string;
  readonly random: RandomBytes;
  readonly fetch: typeof fetch;
  readonly identity: AffiliateClientDependencies['identity'];
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
}

export interface Affiliate {
  readonly handlers: SharingHandlers;
  readonly gateway: Gateway | null;
  /** Nothing is counted without an affiliate. */
  readonly count: Activity['count'];
  readonly close: () => Promise<void>;
}

const requestMs = 20_000;

/** How the affiliate of this name is called by the newest version; null when that does not know it. */
export const affiliateShown = (
  policies: readonly HashedPolicy[],
  settings: AffiliateSettings | null,
): { readonly recipient: string; readonly name: string } | null => {
  const newest = newestPolicy(policies);
  if (newest === null || settings === null) return null;
  const recipient = Object.keys(newest.policy.recipients).find((id) =>
    isNamed(newest, id, settings.name),
  );
  return recipient === undefined ? null : { recipient, name: settings.name };
};

const recordsOf = (store: ConsentStore) => async (account: AccountRef, after: number) => {
  const records = await store.records(account, after, mostConsentRecords);
  return records.map(({ record, order }) => ({ ...readRecord(record), order }));
};

/** The whole of it: the gateway, what comes back through it, and what a device asks about it. */
export const createAffiliate = (options: AffiliateOptions): Affiliate => {
  const { settings, clock, random, section, decide, isConfirmed, onFailed } = options;
  const store = options.store.affiliate;
  if (settings === null)
    return {
      handlers: withoutAffiliate(store),
      gateway: null,
      count: () => undefined,
      close: async () => undefined,
    };
  const { name } = settings;
  const closing = new AbortController();
  const client = createAffiliateClient({
    url: settings.url,
    fetch: options.fetch,
    clock,
    identity: options.identity,
    timeoutMs: requestMs,
    closing: closing.signal,
  });
  const pseudonym = createPseudonym(openSecret(join(options.dataDir, 'affiliate.key'), random));
  const suggestions = createSuggestions({
    store,
    client,
    clock,
    section,
    decide,
    name,
    isConfirmed,
    onFailed,
  });
  const activity = createActivity(store, clock, onFailed);
  const gateway = createGateway({
    store,
    client,
    clock,
    random,
    section,
    decide,
    pseudonym,
    name,
    onFailed,
    published: options.published,
    onAppended: options.onAppended,
    isConfirmed,
    activityOf: activity.days,
    recordsAfter: recordsOf(options.store.consent),
    landsWithinMs: 3 * requestMs,
    onArrived: (flight) => {
      const isFriends = ({ item }: (typeof flight)[number]): boolean =>
        item.kind === 'deletion' || item.payload.purpose === 'friend-suggestions';
      if (flight.some(isFriends)) suggestions.refresh('soon');
    },
    ...(options.reached && { reached: options.reached }),
  });
  return {
    gateway,
    count: activity.count,
    handlers: createSharingHandlers({
      store,
      clock,
      random,
      section,
      decide,
      name,
      pseudonym,
      suggestions,
      subject: (account) => options.store.accounts.get(account),
      occasion: async (account) =>
        activityValues(
          (await activity.days(account)).find(({ day }) => day === dayOf(clock.now())) ??
            noActivity,
        ),
      onSubmitted: gateway.wake,
    }),
    close: async () => {
      closing.abort();
      await activity.close();
      await gateway.close();
      await suggestions.close();
    },
  };
};
