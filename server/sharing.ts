import type { Handlers } from './http/handlers.ts';
import type { AffiliateSettings } from './modules/affiliate/affiliate.ts';
import { type Affiliate, affiliateShown, createAffiliate } from './modules/affiliate/affiliate.ts';
import type { GatewayStep } from './modules/affiliate/gateway.ts';
import { type Consent, createConsent } from './modules/consent/consent.ts';
import { createPolicies } from './modules/policy/policies.ts';
import type { ServerIdentity } from './modules/server-identity/server-identity.ts';
import type { Transparency } from './modules/transparency/transparency.ts';
import type { Clock } from './platform/clock.ts';
import type { RandomBytes } from './platform/random.ts';
import { createSection, type Section } from './platform/section.ts';
import type { Store } from './store/types.ts';

export interface SharingOptions {
  readonly store: Store;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly fetch: typeof fetch;
  readonly identity: ServerIdentity;
  readonly transparency: Pick<Transparency, 'appended' | 'present' | 'isConfirmed'>;
  readonly affiliate: AffiliateSettings | null;
  readonly onGatewayStep?: ((step: GatewayStep) => void) | undefined;
  readonly onFailed: (error: unknown) => void;
}

export interface Sharing extends Pick<Affiliate, 'gateway' | 'count' | 'close'> {
  readonly handlers: Pick<
    Handlers,
    keyof Consent['handlers'] | keyof Affiliate['handlers'] | 'listPolicies'
  >;
  /** Choices are written, and sends begun, one at a time. Accounts begin and end inside it, too. */
  readonly section: Section;
  /** A backup was restored. */
  readonly doubtAll: () => Promise<void>;
}

/** Policies, choices and the gateway, around the one section that makes a refusal hold once it was answered. */
export const createSharing = (options: SharingOptions): Sharing => {
  const { store, clock, identity, transparency, onFailed } = options;
  const policies = createPolicies({ store: store.policies, sign: identity.sign });
  const section = createSection();
  const consent = createConsent({
    store: store.consent,
    published: policies.now,
    clock,
    sign: identity.sign,
    section,
    present: transparency.present,
    onFailed,
    onTaken: (account) => {
      options.onGatewayStep?.('chosen');
      affiliate.gateway?.breakOff(account);
      affiliate.gateway?.wakeSoon();
    },
    affiliate: (published) => affiliateShown(published.policies, options.affiliate),
  });
  const affiliate = createAffiliate({
    store,
    clock,
    section,
    identity,
    onFailed,
    published: policies.now,
    dataDir: options.dataDir,
    random: options.random,
    fetch: options.fetch,
    settings: options.affiliate,
    decide: consent.decide,
    onAppended: transparency.appended,
    isConfirmed: transparency.isConfirmed,
    ...(options.onGatewayStep && { reached: options.onGatewayStep }),
  });
  return {
    handlers: { ...policies.handlers, ...consent.handlers, ...affiliate.handlers },
    gateway: affiliate.gateway,
    count: affiliate.count,
    section,
    doubtAll: async () => {
      await consent.doubtAll();
      await store.affiliate.forgetAllDraws();
    },
    close: affiliate.close,
  };
};
