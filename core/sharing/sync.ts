import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { newestPolicy } from '../../contract/policy/in-force.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import type { PublishedPolicy } from '../../contract/wire/sharing.ts';
import type { Account } from '../account/account.ts';
import type { Api } from '../connection/api.ts';
import type { Asking } from '../connection/asking.ts';
import { createBackOff } from '../connection/back-off.ts';
import { serverAheadMs } from '../connection/server-time.ts';
import { createExclusive } from '../platform/exclusive.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { readKnown } from './facts.ts';
import { loadHeard, saveHeard } from './heard.ts';
import { stricterNamed } from './named-regime.ts';
import { toPolicyRow } from './policies.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import type { SharingContext } from './reading.ts';
import { settle } from './settle.ts';
import { decide } from './state.ts';

/** Keeps what is here and what the server has together. */
export interface Sync {
  /** Soon, and again with a growing pause until it is done. */
  readonly soon: () => void;
  /** Now; rejects with what kept it from being done. */
  readonly now: () => Promise<void>;
  /** The connection came. */
  readonly onUp: () => void;
  /** Runs work when no other of this kind does. */
  readonly alone: <T>(work: (asking: Asking) => Promise<T>) => Promise<T>;
  /** Waits for no answer: what comes after finds the database closed. */
  readonly close: () => void;
}

export interface SyncOptions {
  readonly account: Pick<Account, 'ready' | 'pin' | 'api'>;
  readonly isUp: () => boolean;
  /** The newest checkpoint of the log that was seen, as a note. */
  readonly checkpoint: () => string | null;
  /** Looks at the disclosure log, also when the rest could not be done. Never rejects. */
  readonly look: (asking: Asking) => Promise<void>;
  /** What else is to be done while the server answers. */
  readonly alsoDo: (asking: Asking) => Promise<void>;
  readonly onChanged: () => void;
  /** The server took choices that waited here. */
  readonly onTaken: () => void;
}

const everyMs = 3_600_000;
/** What a choice lets leave, or has forgotten, happens within moments: how long after it that is looked at. */
const afterChoiceMs = [3_000, 15_000] as const;
const retryRange = { firstMs: 2_000, mostMs: 600_000 };

/** More versions than any operator publishes. */
const mostPolicies = 1_000;

const listPolicies = async (api: Api): Promise<readonly PublishedPolicy[]> => {
  const policies: PublishedPolicy[] = [];
  for (;;) {
    const page = await api('listPolicies', { after: policies.length });
    policies.push(...page.policies);
    if (!page.more) return policies;
    if (page.policies.length === 0 || policies.length > mostPolicies)
      throw new CodedError('server_not_bisik');
  }
};

/** Nothing is asked before `soon`, `now` or `onUp`. */
export const createSync = (context: SharingContext, options: SyncOptions): Sync => {
  const { store, clock, random } = context;
  const { account } = options;
  const exclusive = createExclusive();
  let closed = false;
  const backOff = createBackOff(random, retryRange);
  let looks: readonly number[] = [];
  let stopTimer: Unsubscribe = () => undefined;

  const hear = async ({ api, serverKey }: Asking) => {
    const policies = await listPolicies(api);
    const askedAt = clock.now();
    const said = await api('sharingState', {});
    const aheadMs = serverAheadMs(said.now, askedAt, clock.now());
    const rows = policies.map((published) => toPolicyRow(published, serverKey));
    const before = loadHeard(store.meta);
    const isSame = before !== null && before !== 'damaged' && before.serverKey === serverKey;
    store.transaction(() => {
      for (const row of rows) if (row) store.choices.keepPolicy(row);
      saveHeard(store.meta, {
        at: said.now,
        aheadMs,
        serverKey,
        unknownPolicies: rows.includes(null),
        unconfirmed: said.unconfirmed,
        // Until what it rests on was taken over, too.
        namedRegime: isSame ? before.namedRegime : null,
        affiliate: said.affiliate,
      });
    });
    return said;
  };

  /** Keeps the regime that the server named, where it is stricter than what follows from the records that it had then. */
  const heed = async (
    { account: present }: Asking,
    said: EndpointResponse<Endpoints['sharingState']>,
  ): Promise<void> => {
    const { facts, heard } = await readKnown(context, present, account.pin());
    if (heard) saveHeard(store.meta, { ...heard, namedRegime: stricterNamed(facts, said) });
  };

  const syncNow = async (asking: Asking): Promise<void> => {
    const { account: present, serverKey } = asking;
    const before = loadHeard(store.meta);
    const anew = before !== null && before !== 'damaged' && before.serverKey !== serverKey;
    const said = await hear(asking);
    const isBare =
      store.choices.policies().length === 0 && context.reading.ledger().entries.length === 0;
    if (isBare) return;
    await pull(context, asking, { anew });
    await heed(asking, said);
    const { known, said: byPerson } = decide(await readKnown(context, present, account.pin()));
    settle(context, present, newestPolicy(known.facts.policies), byPerson.regime);
    const { unconfirmed } = known.facts;
    const isWaiting = context.reading.ledger().waiting.length > 0;
    if (isWaiting) looks = afterChoiceMs;
    await push(context, asking, options.checkpoint);
    if (isWaiting) options.onTaken();
    // Shown its latest record, the server shares again.
    if (unconfirmed) await heed(asking, await hear(asking));
  };

  const alone: Sync['alone'] = (work) =>
    exclusive(async () => {
      const present = account.ready();
      const pin = account.pin();
      if (closed) throw new CodedError('closing');
      if (!present || !pin) throw new CodedError('not_registered');
      return work({ api: account.api(), account: present, serverKey: pin.publicKey });
    });

  const run = (): Promise<void> =>
    alone(async (asking) => {
      try {
        await syncNow(asking);
      } finally {
        options.onChanged();
        await options.look(asking);
      }
      await options.alsoDo(asking);
    });

  const plan = (delayMs: number): void => {
    stopTimer();
    if (closed) return;
    stopTimer = clock.after(delayMs, () => {
      if (account.ready() && options.isUp()) void attempt();
      else plan(everyMs);
    });
  };
  const planNext = (): void => {
    const [next = everyMs, ...others] = looks;
    looks = others;
    plan(next);
  };
  const attempt = async (): Promise<void> => {
    try {
      await run();
      backOff.reset();
      planNext();
    } catch (error) {
      if (closed) return;
      if (!isCodedError(error)) context.onUnexpected('sharing', error);
      plan(backOff.failedMs(error));
    }
  };
  const soon = (): void => plan(0);

  return {
    soon,
    now: async () => {
      await run();
      backOff.reset();
      planNext();
    },
    onUp: () => {
      backOff.reset();
      soon();
    },
    alone,
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
