import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import type { Asking } from '../connection/asking.ts';
import { createBackOff } from '../connection/back-off.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import type { Carrying } from '../log/carrying.ts';
import type { Followed } from '../log/follow.ts';
import type { Head } from '../log/heads.ts';
import { loadPending } from '../log/pending.ts';
import { createLogReader } from '../log/reader.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import { createExclusive } from '../platform/exclusive.ts';
import { createTurns, dueEntries, mostAtOnce } from './due-entries.ts';
import { createEnds, type Ends } from './ends.ts';
import { createHeadsUnder, type LookUnder } from './heads-under.ts';
import { ownKeyOf, peerKeyOf } from './keys-in-use.ts';
import { type CheckFound, createCheckFound } from './labels/check-found.ts';
import { createLabelLooks, type LabelLooks } from './labels/label-looks.ts';
import { notingRun } from './last-run.ts';
import { createLookAt, hashOf } from './look-at.ts';
import { createLookAtOne, mostBehind } from './look-at-one.ts';
import { createNewestHead } from './newest-head.ts';
import { hourMs, retryRange, soonRange } from './periods.ts';
import { createSchedule } from './schedule.ts';
import { settledWith } from './settled.ts';
import { createTellAged } from './tell-aged.ts';
import { createTellFindings } from './tell-findings.ts';
import { createTelling } from './telling.ts';
import { createToldToLook, type ToldToLook } from './told-to-look.ts';
import { createVerdicts, type Verdicts } from './verdicts.ts';
import { createWanted } from './wanted.ts';

/** Whether keys are those that the server said to everybody. */
export interface KeyLog extends Omit<Verdicts, 'forget'> {
  /** Looks now at the own entry and those that were not looked at longest; resolves when it did. Rejects with `offline`. */
  readonly checkNow: () => Promise<void>;
  readonly isRunning: () => boolean;
  /** Another key of this account is in use, or its first one; after the commit. */
  readonly onIdentity: (accountId: string) => void;
  /** Contacts or own devices brought checkpoints; after the commit. */
  readonly onHeard: () => void;
  /** Another own device says that there is something to be seen; inside the transaction that takes its word. */
  readonly heardToLook: ToldToLook['hear'];
  /** After that commit: the own entry is looked at as soon as may be. */
  readonly onToldToLook: () => void;
  /** Looks at the entry of this account and at the own one now. Rejects with `offline`. */
  readonly lookNow: (accountId: string) => Promise<void>;
  /** How what counts for every chat comes to its end. */
  readonly endOf: Ends['of'];
  readonly asRead: Ends['asRead'];
  readonly goOn: Ends['goOn'];
  readonly checkFound: CheckFound;
  /** As `LabelLooks.failure`. */
  readonly labelFailure: LabelLooks['failure'];
  readonly onCompared: LabelLooks['onCompared'];
  /** The connection came. */
  readonly onUp: () => void;
  readonly close: () => void;
}

export interface KeyLogOptions {
  readonly account: Pick<Account, 'ready' | 'pin' | 'api'>;
  /** `whenUp`: the address at which the server proved its key. */
  readonly link: Pick<Link, 'isUp' | 'whenUp'>;
  readonly carrying: Pick<Carrying, 'changed' | 'tellAgain'>;
  /** What the devices of the account have among them: by what it is to be found. */
  readonly registers: Pick<PeopleRegisters, 'value' | 'isKnown' | 'onChanged'>;
  /** A witness must cosign the heads that count. */
  readonly demandsWitness: () => boolean;
  /** After the commit: there is another verdict on this account's key, or another reason to withhold; null: for everybody. */
  readonly onVerdict: (accountId: string | null) => void;
}

/** More than one look takes are looked at a little later. */
const moreMs = 30_000;

/** Looks at the own entry and at those of contacts: at each connection, then daily; at a contact's when a key of it comes into use. */
export const createKeyLog = (context: Context, options: KeyLogOptions): KeyLog => {
  const { store, clock } = context;
  const { account } = options;
  const exclusive = createExclusive();
  const reader = createLogReader(context.network, options.link.whenUp, 'keys');
  const lookAt = createLookAt(context, reader);
  const ends = createEnds(context, account);
  let closed = false;
  const isClosed = (): boolean => closed;
  const ownId = (): string | null => account.ready()?.accountId ?? null;
  const serverKey = (): string | null => account.pin()?.publicKey ?? null;
  const keyOf = (accountId: string): string | null =>
    accountId === ownId() ? ownKeyOf(store) : peerKeyOf(store, accountId);

  const backOff = createBackOff(context.random, retryRange);
  const { plan, close: stopPlan } = createSchedule(clock, () => void look());
  const wanted = createWanted(store, ownId);
  const toldToLook = createToldToLook(store.meta);
  const turns = createTurns();
  /** By the person, now. */
  const asked = new Set<string>();
  const one = createLookAtOne(store, {
    lookAt,
    wanted,
    tellAgain: options.carrying.tellAgain,
    plan,
    isClosed,
  });

  const verdicts = createVerdicts(context, {
    ownId,
    serverKey,
    labelSaid: (accountId) => labels.said(accountId),
    isCompared: (accountId, keyHash) =>
      keyHash !== null && context.verifiedKeyHash(accountId) === keyHash,
    onUnlooked: (accountId) => {
      if (wanted.has(accountId)) return;
      wanted.key(accountId);
      plan(0);
    },
  });
  const { forget, ...said } = verdicts;
  const onVerdict = (accountId: string | null): void => {
    if (!closed) options.onVerdict(accountId);
  };
  /** What was not looked at since this epoch began is due. */
  const lookSince = (epoch: number): void => {
    if (wanted.since(epoch)) plan(0);
  };
  /** Where the person went on after a contradiction, all is due that the present epoch did not say yet. */
  const lookSinceDecided = (): void => {
    const server = serverKey();
    if (server !== null) lookSince(settledWith(store.meta, server).log);
  };
  const tellFindings = createTellFindings(store, {
    serverKey,
    endOf: ends.of,
    onLooked: () => forget(null),
    onUnexplained: (epoch) => {
      if (!closed) lookSince(epoch);
    },
    onFound: () => onVerdict(null),
  });
  const labels = createLabelLooks(context, {
    reader,
    registers: options.registers,
    ready: account.ready,
    onSaid: (accountId) => {
      forget(accountId);
      onVerdict(accountId);
    },
    onOtherKey: tellFindings,
    onChosen: () => plan(soonRange.mostMs),
  });

  const aged = createTellAged(context, () => {
    context.emit('encryption.ownChanged', {});
    onVerdict(null);
  });

  let running = false;
  const setRunning = (now: boolean): void => {
    if (running === now) return;
    running = now;
    if (!closed) context.emit('encryption.ownChanged', {});
  };
  const newestHead = createNewestHead(context, {
    reader,
    carrying: options.carrying,
    demandsWitness: options.demandsWitness,
    onFound: () => {
      if (!closed) tellFindings();
    },
  });
  const followLog: typeof newestHead = (asking) => {
    setRunning(true);
    return notingRun(context, asking.serverKey, () => newestHead(asking));
  };
  /** Null where nobody is to be asked now. */
  const toAsk = (): Asking | null => {
    const [ready, server] = [account.ready(), serverKey()];
    if (closed || !ready || server === null || !options.link.isUp()) return null;
    return { api: account.api(), account: ready, serverKey: server };
  };

  const telling = createTelling(store, {
    verdicts,
    ownId,
    keyOf,
    onVerdict,
    isClosed,
  });
  const unavailable = (accountId: string): void => lookAt.unavailable(accountId, keyOf(accountId));

  /** Each by itself: what a server refuses of one says nothing of the others. Rejects with what failed last. */
  const lookAtEach = async (
    under: LookUnder,
    accountIds: readonly string[],
    hasLookedAtOwn: () => void,
  ): Promise<void> => {
    const own = under.asking.account.accountId;
    let failed: unknown = null;
    for (const accountId of accountIds) {
      if (closed) return;
      // Without a connection nobody is asked about.
      const isTurn = options.link.isUp();
      await telling(accountId, async () => {
        try {
          await one.look(under, accountId);
          if (accountId === own && !one.isOpen(own)) hasLookedAtOwn();
        } catch (error) {
          failed = error;
          if (closed) return;
          unavailable(accountId);
          // What waits for its look is looked at again, and not a day later.
          if (said.withheld(accountId, hashOf(keyOf(accountId))) === 'checking')
            wanted.key(accountId);
        }
        if (isTurn && !closed) store.keyEntries.looked(accountId, clock.now());
      });
    }
    if (closed) return;
    try {
      if ((await labels.look(under)) === 'soon') plan(soonRange.mostMs);
    } catch (error) {
      failed = error;
    }
    if (failed !== null) throw failed;
  };

  const lookAll = async (asking: Asking): Promise<void> => {
    const own = asking.account.accountId;
    const hasLookedAtOwn = toldToLook.looking();
    const told = toldToLook.is(own) ? [own] : [];
    const due = dueEntries(store, own, [...told, ...asked, ...wanted.all()], clock.now());
    // Whoever is asked for from here on is looked at with the next look.
    asked.clear();
    const now = due.slice(0, mostAtOnce);
    const isDue = now.length > 0 || labels.isDue(asking.account);
    if (!isDue && loadPending(store.meta, 'keys').length === 0) return;
    let followed: Followed | 'soon' | null;
    try {
      followed = await followLog(asking);
    } catch (error) {
      if (closed) throw error;
      // Two roots that the server does not answer for count in the end.
      tellFindings();
      // All that wait, however many: where the log cannot be read nothing waits.
      for (const accountId of new Set([...now, ...wanted.all()]))
        await telling(accountId, () => unavailable(accountId));
      labels.allUnavailable(asking.account);
      throw error;
    }
    if (closed) return;
    tellFindings();
    if (followed === 'soon') plan(soonRange.firstMs);
    if (followed === null || followed === 'soon') return;
    const { head } = followed;
    const heads = createHeadsUnder(asking, head, reader);
    try {
      await lookAtEach({ asking, head, heads }, now, hasLookedAtOwn);
    } finally {
      if (!closed) {
        tellFindings();
        // Two roots were shown to the server, which has not answered for them yet.
        if (loadPending(store.meta, 'keys').some(({ clashes }) => clashes)) plan(soonRange.mostMs);
        const left = turns.had(now, due.slice(mostAtOnce));
        // What is wanted is waited for.
        if (left.length > 0) plan(left.some(wanted.has) ? 0 : moreMs);
      }
    }
  };

  const look = (): Promise<void> =>
    exclusive(async () => {
      const asking = toAsk();
      if (asking === null) return;
      try {
        await lookAll(asking);
        backOff.reset();
      } catch (error) {
        if (closed) return;
        if (!isCodedError(error)) context.onUnexpected('key log', error);
        plan(backOff.failedMs(error));
      } finally {
        setRunning(false);
        plan(hourMs);
      }
    });
  const underHead = <T>(work: (asking: Asking, head: Head) => Promise<T>): Promise<T | null> =>
    exclusive(async () => {
      const asking = toAsk();
      if (asking === null) return null;
      try {
        const followed = await followLog(asking);
        if (closed || followed === 'soon') return null;
        return followed && (await work(asking, followed.head));
      } catch (error) {
        if (!closed && !isCodedError(error)) context.onUnexpected('label', error);
        return null;
      } finally {
        if (!closed) tellFindings();
        setRunning(false);
      }
    });

  return {
    checkFound: createCheckFound(context, {
      labels,
      underHead,
      onUnavailable: () => plan(retryRange.firstMs),
    }),
    labelFailure: labels.failure,
    onCompared: labels.onCompared,
    ...said,
    onIdentity: (accountId) => {
      forget(accountId);
      wanted.key(accountId);
      plan(0);
    },
    onHeard: () => {
      if (closed) return;
      tellFindings();
      if (loadPending(store.meta, 'keys').length > 0) plan(0);
    },
    heardToLook: toldToLook.hear,
    onToldToLook: () => {
      // What failed is waited for as it was: a word is no reason to press a server that cannot answer.
      if (!closed && backOff.failures() === 0) plan(toldToLook.waitMs(clock.elapsed()));
    },
    checkNow: async () => {
      const own = ownId();
      const now = clock.now();
      if (own === null || !options.link.isUp()) throw new CodedError('offline');
      const all = { before: now, markedBefore: now, now };
      for (const accountId of [own, ...store.keyEntries.due(all, mostAtOnce - 1)])
        asked.add(accountId);
      await look();
    },
    isRunning: () => running,
    lookNow: async (accountId) => {
      labels.want(accountId);
      for (let tries = 0; tries < mostBehind; tries++) {
        if (closed || !options.link.isUp()) throw new CodedError('offline');
        asked.add(accountId);
        wanted.key(accountId);
        const own = ownId();
        if (own !== null) wanted.key(own);
        backOff.reset();
        await look();
        if (!one.isOpen(accountId)) return;
      }
    },
    onUp: () => {
      forget(null);
      // What was not looked at again before the last end still is to be.
      if (!closed) {
        tellFindings();
        lookSinceDecided();
        aged.tell();
      }
      plan(0);
    },
    endOf: ends.of,
    asRead: ends.asRead,
    goOn: (by, read) => {
      ends.goOn(by, read);
      if (closed) return;
      tellFindings();
      lookSinceDecided();
      options.onVerdict(null);
    },
    close: () => {
      closed = true;
      stopPlan();
      aged.close();
      labels.close();
    },
  };
};
