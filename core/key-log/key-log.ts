import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import { createBackOff } from '../connection/back-off.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import type { Carrying } from '../log/carrying.ts';
import { loadPending } from '../log/pending.ts';
import { createLogReader } from '../log/reader.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import { decidedOn } from './decided.ts';
import { mostAtOnce } from './due-entries.ts';
import { createEnds, type Ends } from './ends.ts';
import { ownKeyOf, peerKeyOf } from './keys-in-use.ts';
import { type CheckFound, createCheckFound } from './labels/check-found.ts';
import { createLabelLooks, type LabelLooks } from './labels/label-looks.ts';
import { labelFound } from './labels/said.ts';
import { createLookAt } from './look-at.ts';
import { createLookAtOne, mostBehind } from './look-at-one.ts';
import { hourMs, retryRange, soonRange } from './periods.ts';
import { createReading } from './reading.ts';
import { createRound } from './round.ts';
import { createSchedule } from './schedule.ts';
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
  /** As `labelFound`, of what is kept here. */
  readonly labelFound: (accountId: string) => ReturnType<typeof labelFound>;
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

/** Looks at the own entry and at those of contacts: at each connection, then daily; at a contact's when a key of it comes into use. */
export const createKeyLog = (context: Context, options: KeyLogOptions): KeyLog => {
  const { store, clock } = context;
  const { account, link } = options;
  const reader = createLogReader(context.network, link.whenUp, 'keys');
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
    if (server !== null) lookSince(decidedOn(store.meta, server).log);
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

  const reading = createReading(context, {
    account,
    isUp: link.isUp,
    reader,
    carrying: options.carrying,
    demandsWitness: options.demandsWitness,
    onFound: tellFindings,
    isClosed,
  });
  const telling = createTelling(store, {
    verdicts,
    ownId,
    keyOf,
    onVerdict,
    isClosed,
  });
  const round = createRound(context, {
    reader,
    follow: reading.follow,
    isUp: link.isUp,
    isClosed,
    one,
    labels,
    wanted,
    toldToLook,
    withheld: said.withheld,
    keyOf,
    unavailable: lookAt.unavailable,
    telling,
    tellFindings,
    plan,
  });
  const look = async (): Promise<void> => {
    await reading.inTurn(async (asking) => {
      try {
        await round.look(asking);
        backOff.reset();
      } catch (error) {
        if (closed) return;
        if (!isCodedError(error)) context.onUnexpected('key log', error);
        plan(backOff.failedMs(error));
      } finally {
        plan(hourMs);
      }
    });
  };

  return {
    checkFound: createCheckFound(context, {
      labels,
      underHead: reading.underHead,
      onUnavailable: () => plan(retryRange.firstMs),
    }),
    labelFound: (accountId) => labelFound(store, accountId),
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
      if (own === null || !link.isUp()) throw new CodedError('offline');
      const all = { before: now, markedBefore: now, now };
      round.ask([own, ...store.keyEntries.due(all, mostAtOnce - 1)]);
      await look();
    },
    isRunning: reading.isRunning,
    lookNow: async (accountId) => {
      labels.want(accountId);
      for (let tries = 0; tries < mostBehind; tries++) {
        if (closed || !link.isUp()) throw new CodedError('offline');
        round.ask([accountId]);
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
