import type { Clock } from '../../platform/clock.ts';
import { type RandomBytes, randomUuid } from '../../platform/random.ts';
import type { AffiliateChange, DisclosureRef } from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { AffiliateClient, BatchResult } from './affiliate-client.ts';
import { backOffMs, isStubborn, longestBackOffMs } from './back-off.ts';
import { type Flying, isUnderstood, outcomesOf } from './outcomes.ts';

export type FlightStep = 'begun' | 'answered' | 'outcome_written';

export interface FlightsDependencies {
  readonly client: Pick<AffiliateClient, 'send'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Writes what became of a flight. */
  readonly commit: (change: AffiliateChange) => Promise<unknown>;
  readonly reached: (step: FlightStep) => void;
  /** After that was written. */
  readonly onArrived: (flight: readonly Flying[]) => void;
  /** Another may begin. */
  readonly onEnded: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Requests to the affiliate that are on their way. */
export interface Flights {
  /** Sends what is written as begun: the request begins before this returns. */
  readonly begin: (flight: readonly Flying[]) => void;
  /** Whether another may begin by now: not while too many are on their way, nor too soon after one that failed. */
  readonly isOpen: (now: number) => boolean;
  /** Disclosures that are on their way. */
  readonly flying: ReadonlySet<DisclosureRef>;
  /** Ids of items on their way. A clock that jumped must not send them a second time. */
  readonly aloft: ReadonlySet<string>;
  /** Breaks off each that carries something of the account. */
  readonly breakOff: (account: AccountRef) => void;
  readonly areLanded: () => boolean;
  /** Resolves once those of now have landed. */
  readonly land: () => Promise<void>;
}

const maxFlights = 4;
/** After one that travelled alone and was refused again. The affiliate answers others: nobody waits longer for it. */
const refusedAloneMs = 1_000;

export const createFlights = (dependencies: FlightsDependencies): Flights => {
  const { client, clock, random, commit, reached, onFailed } = dependencies;
  const flying = new Set<DisclosureRef>();
  const aloft = new Set<string>();
  const flights = new Set<Promise<void>>();
  const stops = new Map<AbortController, ReadonlySet<AccountRef>>();
  let failures = 0;
  let openAt = 0;

  const pause = (flight: readonly Flying[], result: BatchResult): void => {
    const came = result.kind === 'refused' || result.kind === 'answered';
    const isAlone = came && flight.every(isStubborn);
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
    // What was broken off here says nothing of the affiliate.
    else if (!stop.signal.aborted) pause(flight, result);
    try {
      await commit(outcomesOf(flight, result, clock.now(), random));
      reached('outcome_written');
      dependencies.onArrived(flight);
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

  return {
    flying,
    aloft,
    isOpen: (now) => {
      // Further ahead than any pause: the clock was ahead when it began.
      const isPaused = now < openAt && openAt <= now + longestBackOffMs;
      return !isPaused && flights.size < (failures > 0 ? 1 : maxFlights);
    },
    begin: (flight) => {
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
        dependencies.onEnded();
      });
      flights.add(landing);
    },
    breakOff: (account) => {
      for (const [stop, carried] of stops) if (carried.has(account)) stop.abort();
    },
    areLanded: () => flights.size === 0,
    land: async () => {
      await Promise.all(flights);
    },
  };
};
