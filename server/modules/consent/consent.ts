import { LRUCache } from 'lru-cache';
import { decideSharing, type Sharing } from '../../../contract/consent/decide.ts';
import { firstLast } from '../../../contract/consent/receipt.ts';
import type { ReceiptHead } from '../../../contract/consent/record.ts';
import { headSignatureBytes, orderSignatureBytes } from '../../../contract/consent/signing.ts';
import type { TakenRecord } from '../../../contract/consent/taken.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { PublishedPolicies } from '../../../contract/policy/in-force.ts';
import type { EndpointRequest } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Section } from '../../platform/section.ts';
import type { ConsentStore } from '../../store/types/consent.ts';
import type { AccountRef, Device } from '../../store/types.ts';
import { countriesOf } from './countries.ts';
import { costOf, type Entry, type Ledger, readEntries, toOrdered } from './ledger.ts';
import { takeRecords } from './take.ts';

export interface ConsentDependencies {
  readonly store: ConsentStore;
  readonly published: () => Promise<PublishedPolicies>;
  readonly clock: Clock;
  /** Signs with the server's own key. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
  /** What is sent to others begins inside it, too: once a refusal was answered, nothing begins that it forbids. */
  readonly section: Section;
  /** Looks at a checkpoint that a device has seen, outside of the section. */
  readonly present: (note: string) => Promise<unknown>;
  readonly onFailed: (error: unknown) => void;
  /** After choices were written: something may have to stop, or begin. */
  readonly onTaken: (account: AccountRef) => void;
  /** Whom these versions share with, as the app shows it. */
  readonly affiliate: (
    published: PublishedPolicies,
  ) => { readonly recipient: string; readonly name: string } | null;
}

export interface Consent {
  readonly handlers: Pick<Handlers, 'addConsentRecords' | 'listConsentRecords' | 'sharingState'>;
  /** What may be shared of an account now; null for one that is gone. Call it inside the section. */
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
  /** A backup was restored: nothing is shared of anybody until each of their devices shows that its choices are here. */
  readonly doubtAll: () => Promise<void>;
}

type AddRequest = EndpointRequest<Endpoints['addConsentRecords']>;

const pageSize = limits.maxConsentRecordsPerPage;
/** Of a device that does not say how much it has signed: none of it counts as signed in sight of what is here. */
const unknownCount = Number.MAX_SAFE_INTEGER - 1;
const cachedAccounts = 2_000;
/** Of what is kept read, of all accounts together: few have many, and they must not fill the memory. Every account fits. */
const cachedBytes = 32_000_000;

export const createConsent = (dependencies: ConsentDependencies): Consent => {
  const { store, published, clock, section, present, onFailed } = dependencies;
  const sign = (bytes: Uint8Array): string =>
    Buffer.from(dependencies.sign(bytes)).toString('base64');
  /** What was read once. Looked at and changed inside the section only. */
  const cache = new LRUCache<AccountRef, Omit<Ledger, 'account'>>({
    max: cachedAccounts,
    maxSize: cachedBytes,
    sizeCalculation: ({ entries }) => entries.reduce((sum, entry) => sum + costOf(entry), 1),
  });

  const ledgerOf = async (ref: AccountRef): Promise<Ledger | null> => {
    const account = await store.account(ref);
    if (account === null) return null;
    const known = cache.get(ref) ?? {
      entries: await readEntries(store, ref),
      countries: countriesOf(account.number),
    };
    cache.set(ref, known);
    return { account, ...known };
  };
  const decideWith = (
    { account, countries }: Omit<Ledger, 'entries'>,
    { policies, unknownPolicies }: PublishedPolicies,
    records: readonly TakenRecord[],
  ): Sharing =>
    decideSharing({
      policies,
      unknownPolicies,
      records,
      pending: [],
      countries,
      now: clock.now(),
      unconfirmed: account.unconfirmed,
    });
  const openLedger = async ({ accountRef }: Device): Promise<Ledger> => {
    const ledger = await ledgerOf(accountRef);
    if (ledger === null) throw new CodedError('unauthorized');
    return ledger;
  };

  /** Inside the section: writes what can be taken. */
  const take = async (caller: Device, records: AddRequest['records'], ledger: Ledger) => {
    const device = await store.device(caller.deviceRef);
    if (device === null) throw new CodedError('unauthorized');
    const now = await published();
    const taking = takeRecords(records, {
      accountId: caller.accountId,
      deviceId: caller.deviceId,
      device,
      ledger,
      published: now,
      now: clock.now(),
      decide: (taken) => decideWith(ledger, now, taken),
      seal: (statement) => sign(orderSignatureBytes(statement)),
    });
    const { entries } = taking;
    if (taking.added.length > 0) {
      // Whatever becomes of the commit, what was known before is known no more.
      cache.delete(caller.accountRef);
      if (!(await store.append(caller.accountRef, taking.added)))
        throw new CodedError('unauthorized');
      cache.set(caller.accountRef, { entries, countries: ledger.countries });
      dependencies.onTaken(caller.accountRef);
    }
    return { ...taking, device };
  };

  const add = async (caller: Device, { records, latest, signed }: AddRequest) => {
    let ledger = await openLedger(caller);
    const isHere = (hash: string, entries: readonly Entry[]): boolean =>
      entries.some(({ stored }) => stored.hash === hash);
    if (latest !== null && !ledger.account.unconfirmed && !isHere(latest, ledger.entries)) {
      await store.doubt(caller.accountRef);
      ledger = await openLedger(caller);
    }
    const { taken, refused, missing, entries, device } = await take(caller, records, ledger);
    const presentAgain = missing || (latest !== null && !isHere(latest, entries));
    if (presentAgain) {
      if (!ledger.account.unconfirmed) await store.doubt(caller.accountRef);
    } else if (
      (signed !== undefined || latest !== null || taken.length > 0) &&
      (ledger.account.unconfirmed || device.choicesFromSequence === null)
    ) {
      const own = entries.filter(({ stored }) => stored.deviceId === caller.deviceId);
      const sequences = own.map(({ place }) => place?.sequence ?? 0);
      const from = Math.max(signed ?? unknownCount, ...sequences) + 1;
      await store.confirm(caller.accountRef, caller.deviceRef, from);
    }
    if (refused !== null && taken.length === 0) throw refused;
    return { taken: taken.map(toOrdered), presentAgain };
  };

  const headOf = (accountId: string, entries: readonly Entry[]): ReceiptHead => {
    const last = entries.at(-1)?.stored.last ?? firstLast;
    const head = { accountId, count: entries.length, last, at: clock.now() };
    return { ...head, signature: sign(headSignatureBytes(head)) };
  };

  return {
    handlers: {
      addConsentRecords: async (request, context) => {
        const caller = callerOf(context);
        // A refusal is taken whatever becomes of the log.
        if (request.checkpoint !== null) await present(request.checkpoint).catch(onFailed);
        return section(() => add(caller, request));
      },
      listConsentRecords: async ({ after }, context) => {
        const caller = callerOf(context);
        return section(async () => {
          const { entries } = await openLedger(caller);
          const page = await store.records(caller.accountRef, after, pageSize);
          const more = after + page.length < entries.length;
          return { records: page.map(toOrdered), more, head: headOf(caller.accountId, entries) };
        });
      },
      sharingState: async (_request, context) =>
        section(async () => {
          const ledger = await openLedger(callerOf(context));
          const taken = ledger.entries.map((entry) => entry.taken);
          const now = await published();
          return {
            now: clock.now(),
            unconfirmed: ledger.account.unconfirmed,
            regime: decideWith(ledger, now, taken).regime,
            lastOrder: ledger.entries.length,
            affiliate: dependencies.affiliate(now),
          };
        }),
    },
    decide: async (ref) => {
      const ledger = await ledgerOf(ref);
      if (ledger === null) return null;
      const taken = ledger.entries.map((entry) => entry.taken);
      return decideWith(ledger, await published(), taken);
    },
    doubtAll: () => section(() => store.doubtAll()),
  };
};
