import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import type { Clock } from '../platform/clock.ts';
import { createRateLimiter, type Rate } from './rate-limiter.ts';
import { isLoopback, type SourceNames } from './source.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

export interface EndpointRates {
  /** By the address that calls; not asked of this computer itself. */
  readonly source?: Rate;
  /** By the account that calls. */
  readonly account?: Rate;
}

const rate = (burst: number, everyMs: number): Rate => ({ burst, everyMs });
const ordinary: EndpointRates = { source: rate(300, 200), account: rate(120, 500) };

/** How often each endpoint may be called. */
export const defaultRates: { readonly [Name in keyof Endpoints]: EndpointRates } = {
  describeServer: { source: rate(60, secondMs) },
  requestCode: { source: rate(20, 3 * minuteMs) },
  submitCode: { source: rate(60, minuteMs) },
  createAccount: { source: rate(20, 3 * minuteMs) },
  getAccount: ordinary,
  deleteAccount: ordinary,
  setUsername: { ...ordinary, account: rate(10, minuteMs) },
  setFindable: { ...ordinary, account: rate(20, minuteMs) },
  lookupNumber: { ...ordinary, account: rate(50, 20 * secondMs) },
  lookupUsername: { ...ordinary, account: rate(50, 20 * secondMs) },
  takeKeys: { ...ordinary, account: rate(200, 2 * secondMs) },
  listSigningKeys: { ...ordinary, account: rate(200, 2 * secondMs) },
  addKeys: { ...ordinary, account: rate(30, 20 * secondMs) },
  countKeys: ordinary,
  describeLog: { source: rate(300, 200) },
  describeKeyLog: { source: rate(300, 200) },
  // As often as the keys themselves, and the account's own.
  lookUpKeys: { ...ordinary, account: rate(200, 2 * secondMs) },
  listKeyHeads: ordinary,
  describeLabels: { source: rate(300, 200) },
  evaluateLabels: ordinary,
  lookUpLabel: { ...ordinary, account: rate(200, 2 * secondMs) },
  listPolicies: ordinary,
  // A backlog of weeks goes in a few calls, eight choices each.
  addConsentRecords: { ...ordinary, account: rate(100, 5 * secondMs) },
  listConsentRecords: ordinary,
  sharingState: ordinary,
  listDraws: ordinary,
  submitUsage: { ...ordinary, account: rate(20, minuteMs) },
  listDisclosures: ordinary,
  listSuggestions: ordinary,
  report: { ...ordinary, account: rate(10, 10 * minuteMs) },
  putProfile: { ...ordinary, account: rate(30, 20 * secondMs) },
  // Who reads is not asked for an account: a list of a few hundred people is looked at once.
  readProfile: { source: rate(600, 500) },
  checkDelivery: ordinary,
  setDelivery: { ...ordinary, account: rate(60, 5 * secondMs) },
  senderCertificate: { ...ordinary, account: rate(30, minuteMs) },
  openMailbox: { source: rate(20, 30 * secondMs) },
  readMailbox: { source: rate(300, secondMs) },
  answerMailbox: { ...ordinary, account: rate(10, minuteMs) },
  createLinkTicket: { ...ordinary, account: rate(10, minuteMs) },
  addDevice: { source: rate(20, minuteMs) },
  listDevices: ordinary,
  nameDevice: { ...ordinary, account: rate(20, minuteMs) },
  removeDevices: { ...ordinary, account: rate(20, minuteMs) },
  renewKeys: { ...ordinary, account: rate(10, minuteMs) },
  getManifest: ordinary,
  putManifest: { ...ordinary, account: rate(120, secondMs) },
  openTransfer: { ...ordinary, account: rate(10, minuteMs) },
  describeTransfer: ordinary,
  // A long history goes as fast as the disks allow; its bytes are bounded by a quota.
  putChunk: { source: rate(2_000, 10), account: rate(1_000, 10) },
  endTransfer: ordinary,
  getChunk: { source: rate(2_000, 10), account: rate(1_000, 10) },
  takeChunks: { source: rate(2_000, 10), account: rate(1_000, 10) },
  closeTransfer: ordinary,
};

/** Tiles and checkpoints: a first look at a long log takes a few hundred. */
export const logRate: Rate = rate(1_000, 20);

/** Labels that one account may have made: as often as it may look up. */
export const labelRate: Rate = rate(50, 20 * secondMs);

/** How often one account may take the keys of one other. */
export const keysOfOneRate: Rate = rate(50, 10 * minuteMs);

/**
 * Codes to one number: few for one source, hardly more for the network around it, and over all sources more than a few
 * networks can use up, so that no stranger keeps a person from getting one.
 */
export const codeRates = {
  ofOneSource: rate(4, 120 * minuteMs),
  ofOneNetwork: rate(6, 90 * minuteMs),
  ofOneNumber: rate(30, 20 * minuteMs),
} as const;

export interface RateCheck {
  readonly source: string | null;
  readonly accountId: string | null;
}

/** Throws `rate_limited` with the time to wait when one of the endpoint's rates is used up. */
export const createRateGuard = (rates: typeof defaultRates, clock: Clock) => {
  const limiters = new Map(
    Object.entries(rates).map(([name, { source, account }]) => [
      name,
      [
        { by: 'source' as const, limiter: source && createRateLimiter(source, clock) },
        { by: 'accountId' as const, limiter: account && createRateLimiter(account, clock) },
      ],
    ]),
  );
  return (name: keyof Endpoints, check: Partial<RateCheck>): void => {
    for (const { by, limiter } of limiters.get(name) ?? []) {
      const key = check[by];
      if (limiter === undefined || key === undefined || key === null) continue;
      const retryAfterMs = limiter.take(key);
      if (retryAfterMs > 0) throw new CodedError('rate_limited', { retryAfterMs });
    }
  };
};

export type RateGuard = ReturnType<typeof createRateGuard>;

export interface AddressGuardOptions {
  readonly clock: Clock;
  readonly sourceName: SourceNames['sourceName'];
  /** Whether this computer's own calls count as well. */
  readonly limitLoopback: boolean;
}

/** For what is no endpoint: throws `rate_limited` with the time to wait when the source of an address has used up its rate. */
export const createAddressGuard = (
  ofOneSource: Rate,
  { clock, sourceName, limitLoopback }: AddressGuardOptions,
): ((address: string) => void) => {
  const limiter = createRateLimiter(ofOneSource, clock);
  return (address) => {
    if (isLoopback(address) && !limitLoopback) return;
    const retryAfterMs = limiter.take(sourceName(address));
    if (retryAfterMs > 0) throw new CodedError('rate_limited', { retryAfterMs });
  };
};
