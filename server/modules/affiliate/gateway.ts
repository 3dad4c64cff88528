import type { Sharing } from '../../../contract/consent/decide.ts';
import type { HashedPolicy } from '../../../contract/policy/in-force.ts';
import type { Clock } from '../../platform/clock.ts';
import { type RandomBytes, randomUuid } from '../../platform/random.ts';
import type { Section } from '../../platform/section.ts';
import type {
  ActivityDay,
  AffiliateChange,
  AffiliateStore,
  ChangedAccount,
  DisclosureRef,
  NewOutcome,
  OpenDisclosure,
} from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { AffiliateClient, BatchResult } from './affiliate-client.ts';
import { backOffMs } from './back-off.ts';
import type { Pseudonym } from './draws.ts';
import { commitTo } from './leaves.ts';
import { type Looked, type LookFacts, lookAt, together } from './look.ts';
import { type Flying, isUnderstood, outcomesOf } from './outcomes.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recipientsNamed } from './recipient.ts';

/** Between every two steps; tests end the program there. */
export type GatewayStep =
  | 'chosen'
  | 'looked'
  | 'decided'
  | 'written'
  | 'begun'
  | 'answered'
  | 'outcome_written';

export interface GatewayDependencies {
  readonly store: AffiliateStore;
  readonly client: AffiliateClient;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** The one in which choices are written. */
  readonly section: Section;
  /** What may be shared of an account now; called inside the section. */
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
  /** Records of an account after an order. */
  readonly recordsAfter: (account: AccountRef, after: number) => Promise<LookFacts['records']>;
  readonly activityOf: (account: AccountRef) => Promise<readonly ActivityDay[]>;
  readonly published: () => Promise<{ readonly policies: readonly HashedPolicy[] }>;
  readonly pseudonym: Pseudonym;
  /** As the policy calls the affiliate. */
  readonly name: string;
  /** Nothing is decided, logged or sent while a restored backup may stand undetected. */
  readonly isConfirmed: () => boolean;
  /** After leaves were committed. */
  readonly onAppended: () => void;
  readonly onFailed: (error: unknown) => void;
  /** Something of these purposes arrived. */
  readonly onArrived?: (flight: readonly Flying[]) => void;
  readonly reached?: (step: GatewayStep) => void;
  /** How long a request may take, and a little more. */
  readonly landsWithinMs: number;
}

export interface Gateway {
  /** Something may be due. */
  readonly wake: () => void;
  /** The same in a moment: a choice is answered first, and those of one moment are looked at together. */
  readonly wakeSoon: () => void;
  /**
   * Breaks off every request that carries something of the account: a byte that has not left yet stays here. What may still be sent
   * is tried again. To be called inside the section, when a choice was written.
   */
  readonly breakOff: (account: AccountRef) => void;
  /** Resolves once nothing is due by the clock and nothing is on its way. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const maxItems = 100;
const maxFlights = 4;
const lookedAtOnce = 20;
const pollMs = 1_000;
const gatherMs = 100;
/** Answers that could not be used, after which something travels alone, so that it holds up nothing else. */
const aloneAfter = 2;
/** After one that travelled alone and was refused again. The affiliate answers others: nobody waits longer for it. */
const refusedAloneMs = 1_000;

const isEmpty = (change: AffiliateChange): boolean =>
  Object.values(change).every((part: readonly unknown[]) => part.length === 0);

/** The only way out: what is queued leaves when the choices of that moment allow it, after its leaf is in the log. */
export const createGateway = (dependencies: GatewayDependencies): Gateway => {
  const { store, client, clock, random, section, onFailed, name, landsWithinMs } = dependencies;
  const reached = dependencies.reached ?? (() => undefined);
  const flying = new Set<DisclosureRef>();
  /** Ids of items on their way. A clock that jumped must not send them a second time. */
  const aloft = new Set<string>();
  const flights = new Set<Promise<void>>();
  const stops = new Map<AbortController, ReadonlySet<AccountRef>>();
  let failures = 0;
  let openAt = 0;
  let closed = false;

  const commit = async (change: AffiliateChange): Promise<readonly DisclosureRef[]> => {
    const refs = await store.commit(change);
    dependencies.onAppended();
    return refs;
  };

  /** Inside the section. What was refused is dropped and its deletion asked for before anything else begins. */
  const look = async (accounts: readonly ChangedAccount[]): Promise<void> => {
    const now = clock.now();
    const { policies } = await dependencies.published();
    const looks: Looked[] = [];
    for (const changed of accounts) {
      const { accountRef } = changed;
      looks.push(
        lookAt(
          {
            changed,
            flying,
            name,
            now,
            sharing: await dependencies.decide(accountRef),
            records: await dependencies.recordsAfter(accountRef, changed.seenOrder),
            standing: await store.standing(accountRef),
            waiting: await store.waiting(accountRef),
            activity: await dependencies.activityOf(accountRef),
            recipients: recipientsNamed(policies, name),
            landedAt: now + landsWithinMs,
          },
          random,
        ),
      );
    }
    await commit(together(looks));
    reached('looked');
  };

  const pause = (flight: readonly Flying[], result: BatchResult): void => {
    const came = result.kind === 'refused' || result.kind === 'answered';
    const isAlone = came && flight.every(({ refusals }) => refusals >= aloneAfter);
    openAt = clock.now() + (isAlone ? refusedAloneMs : backOffMs(++failures, random));
  };

  const land = async (
    flight: readonly Flying[],
    sent: Promise<BatchResult>,
    stop: AbortController,
  ): Promise<void> => {
    const result = await sent;
    stops.delete(stop);
    reached('answered');
    if (isUnderstood(flight, result)) failures = 0;
    // What was stopped here says nothing of the affiliate.
    else if (!stop.signal.aborted) pause(flight, result);
    try {
      await commit(outcomesOf(flight, result, clock.now(), random));
      reached('outcome_written');
      dependencies.onArrived?.(flight);
    } catch (error) {
      // What is not known to be written counts as begun; it is looked at again when its time is over.
      onFailed(error);
    } finally {
      for (const one of flight) {
        aloft.delete(one.item.id);
        if (one.kind === 'disclosure') flying.delete(one.ref);
      }
    }
  };

  const begin = async ({ change, deletions, again, begun }: Prepared): Promise<boolean> => {
    if (isEmpty(change)) return false;
    reached('decided');
    const refs = await commit(change);
    const flight = [
      ...deletions,
      ...again,
      ...begun.map((toFlying, index) => {
        const ref = refs[index];
        if (ref === undefined) throw new Error('what was begun has no row');
        return toFlying(ref);
      }),
    ];
    reached('written');
    if (flight.length === 0) return true;
    for (const one of flight) {
      aloft.add(one.item.id);
      if (one.kind === 'disclosure') flying.add(one.ref);
    }
    const items = flight.map(({ item }) => item);
    const stop = new AbortController();
    const carried = flight.flatMap((one) => (one.kind === 'disclosure' ? [one.accountRef] : []));
    stops.set(stop, new Set(carried));
    const sent = client.send({ batchId: randomUuid(random), items }, stop.signal);
    reached('begun');
    const landing = land(flight, sent, stop).finally(() => {
      flights.delete(landing);
      wake();
    });
    flights.add(landing);
    return true;
  };

  /** One turn in the section; false when there is nothing to do now. */
  const turn = async (): Promise<boolean> => {
    const now = clock.now();
    const changed = await store.changed(lookedAtOnce);
    const accounts = changed.length > 0 ? changed : await store.toLookAt(now, lookedAtOnce);
    if (accounts.length > 0) {
      await look(accounts);
      return true;
    }
    const maxNow = failures > 0 ? 1 : maxFlights;
    if (now < openAt || flights.size >= maxNow) return false;
    const all = await store.due(now, maxItems);
    const found = {
      ...all,
      deletions: all.deletions.filter(({ id }) => !aloft.has(id)),
      disclosures: all.disclosures.filter(({ disclosureId }) => !aloft.has(disclosureId)),
    };
    const refused = [...found.deletions, ...found.disclosures].find(
      ({ refusals }) => refusals >= aloneAfter,
    );
    const due =
      refused === undefined
        ? found
        : {
            deletions: found.deletions.filter((one) => one === refused),
            disclosures: found.disclosures.filter((one) => one === refused),
            intents: [],
          };
    const { policies } = await dependencies.published();
    return begin(
      await prepare(due, {
        random,
        now,
        name,
        decide: dependencies.decide,
        pseudonym: dependencies.pseudonym,
        landedAt: now + landsWithinMs,
        recipients: recipientsNamed(policies, name),
      }),
    );
  };

  /** What a former run began: nobody knows whether it arrived. */
  const recover = async (): Promise<void> => {
    const now = clock.now();
    const unknown = ({ ref, disclosureId, refusals }: OpenDisclosure): NewOutcome => ({
      ref,
      refusals,
      outcome: 'unknown',
      nextAt: now,
      entry: commitTo({ v: 1, disclosureId, at: now, kind: 'outcome', outcome: 'unknown' }, random),
    });
    await store.land(now);
    for (;;) {
      const interrupted = await store.interrupted(maxItems);
      if (interrupted.length === 0) return;
      await commit({ outcomes: interrupted.map(unknown) });
    }
  };

  let recovered = false;
  const work = async (): Promise<void> => {
    if (!dependencies.isConfirmed()) return;
    if (!recovered) await section(recover);
    recovered = true;
    while (!closed && (await section(turn)));
  };
  let running: Promise<void> | undefined;
  let again = false;
  const wake = (): void => {
    if (closed) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    running = work()
      .catch((error: unknown) => {
        again = false;
        onFailed(error);
      })
      .finally(() => {
        running = undefined;
        if (!again) return;
        again = false;
        wake();
      });
  };
  const timer = setInterval(wake, pollMs);
  timer.unref();
  wake();

  let gathering: NodeJS.Timeout | undefined;
  const wakeSoon = (): void => {
    if (closed) return;
    gathering ??= setTimeout(() => {
      gathering = undefined;
      wake();
    }, gatherMs).unref();
  };

  return {
    wake,
    wakeSoon,
    breakOff: (account) => {
      for (const [stop, carried] of stops) if (carried.has(account)) stop.abort();
    },
    settled: async () => {
      wake();
      while (running !== undefined || flights.size > 0) {
        await running;
        await Promise.all(flights);
      }
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      clearTimeout(gathering);
      await running;
      await Promise.all(flights);
    },
  };
};
