import type { Sharing } from '../../../contract/consent/decide.ts';
import type { HashedPolicy } from '../../../contract/policy/in-force.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { Section } from '../../platform/section.ts';
import { createWorkerLoop } from '../../platform/worker-loop.ts';
import type {
  ActivityDay,
  AffiliateChange,
  AffiliateStore,
  ChangedAccount,
  DisclosureRef,
} from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { AffiliateClient } from './affiliate-client.ts';
import { toSend } from './batch.ts';
import type { Pseudonym } from './draws.ts';
import { createFlights, type FlightStep } from './flights.ts';
import { type Looked, type LookFacts, lookAt, together } from './look.ts';
import type { Flying } from './outcomes.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recipientsNamed } from './recipient.ts';
import { recover } from './recover.ts';

/** Between every two steps; tests end the program there. */
export type GatewayStep = 'chosen' | 'looked' | 'decided' | 'written' | FlightStep;

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
const lookedAtOnce = 20;
const pollMs = 1_000;
const gatherMs = 100;

const isEmpty = (change: AffiliateChange): boolean =>
  Object.values(change).every((part: readonly unknown[]) => part.length === 0);

/** The only way out: what is queued leaves when the choices of that moment allow it, after its leaf is in the log. */
export const createGateway = (dependencies: GatewayDependencies): Gateway => {
  const { store, client, clock, random, section, onFailed, name, landsWithinMs } = dependencies;
  const reached = dependencies.reached ?? (() => undefined);
  let recovered = false;
  let closed = false;

  const commit = async (change: AffiliateChange): Promise<readonly DisclosureRef[]> => {
    const refs = await store.commit(change);
    dependencies.onAppended();
    return refs;
  };
  const flights = createFlights({
    client,
    clock,
    random,
    commit,
    reached,
    onFailed,
    onArrived: dependencies.onArrived ?? (() => undefined),
    onEnded: () => loop.wake(),
  });

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
            name,
            now,
            flying: flights.flying,
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
    if (flight.length > 0) flights.begin(flight);
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
    if (!flights.isOpen(now)) return false;
    const due = toSend(await store.due(now, maxItems), flights.aloft);
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

  const loop = createWorkerLoop(async () => {
    if (!dependencies.isConfirmed()) return;
    if (!recovered) await section(() => recover({ store, commit, random, now: clock.now() }));
    recovered = true;
    while (!closed && (await section(turn)));
  }, onFailed);
  const timer = setInterval(loop.wake, pollMs);
  timer.unref();
  loop.wake();

  let gathering: NodeJS.Timeout | undefined;
  return {
    wake: loop.wake,
    wakeSoon: () => {
      if (closed) return;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        loop.wake();
      }, gatherMs).unref();
    },
    breakOff: flights.breakOff,
    settled: async () => {
      loop.wake();
      while (loop.running() !== undefined || !flights.areLanded()) {
        await loop.running();
        await flights.land();
      }
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      clearTimeout(gathering);
      await loop.close();
      await flights.land();
    },
  };
};
