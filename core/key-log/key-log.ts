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
import { createExclusive } from '../platform/exclusive.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { createAhead } from './ahead.ts';
import { contradictionOfKeys, unexplainedEpoch, unreadLabelKey } from './alarms.ts';
import { createEnds, type Ends } from './ends.ts';
import { createFollowing } from './following.ts';
import { createHeadsUnder } from './heads-under.ts';
import { ownKeyOf, peerKeyOf } from './keys-in-use.ts';
import { createFinding, type Finding } from './labels/finding.ts';
import { createLabels, type Labels } from './labels/labels.ts';
import { notingRun } from './last-run.ts';
import { createLookAt, hashOf } from './look-at.ts';
import { ownAlarm } from './own-alarm.ts';
import { settledWith } from './settled.ts';
import { createVerdicts, type Verdicts } from './verdicts.ts';

/** Whether keys are those that the server said to everybody. */
export interface KeyLog extends Omit<Verdicts, 'forget'> {
  /** Looks now at the own entry and those that were not looked at longest; resolves when it did. Rejects with `offline`. */
  readonly checkNow: () => Promise<void>;
  readonly isRunning: () => boolean;
  /** Another key of this account is in use, or its first one; after the commit. */
  readonly onIdentity: (accountId: string) => void;
  /** Contacts or own devices brought checkpoints; after the commit. */
  readonly onHeard: () => void;
  /** Looks at the entry of this account and at the own one now. Rejects with `offline`. */
  readonly lookNow: (accountId: string) => Promise<void>;
  /** How what counts for every chat comes to its end. */
  readonly endOf: Ends['of'];
  /** As `Ends.goOn`. */
  readonly goOn: Ends['goOn'];
  readonly finds: Finding;
  /** When somebody else was found to stand under an account's number or username; of the own ones also nobody who should. Null where not. */
  readonly labelFailedAt: Labels['contradictedAt'];
  readonly onCompared: Labels['onCompared'];
  /** The connection came. */
  readonly onUp: () => void;
  readonly close: () => void;
}

export interface KeyLogOptions {
  readonly account: Pick<Account, 'ready' | 'pin' | 'api'>;
  /** `whenUp`: the address at which the server proved its key. */
  readonly link: Pick<Link, 'isUp' | 'whenUp'>;
  readonly carrying: Pick<Carrying, 'changed' | 'tellAgain'>;
  /** A witness must cosign the heads that count. */
  readonly demandsWitness: () => boolean;
  /** After the commit: there is another verdict on this account's key, or another reason to withhold; null: for everybody. */
  readonly onVerdict: (accountId: string | null) => void;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** What waits for a distinguished head is looked at with every look of the hour. */
const markedMs = hourMs / 2;
/** A checkpoint follows a change within a second: what is not under it is looked at again soon, then less and less often, and when doubt is over. */
const soonRange = { firstMs: 500, mostMs: 61_000 };
const mostBehind = 4;
const retryRange = { firstMs: 60_000, mostMs: 3_600_000 };
/** Entries in one look: the rest at the next, a little later. */
const mostAtOnce = 100;
/** As many as there may be contacts: after an epoch that accounts for nothing each is looked at again. */
const mostAgain = 10_000;
const moreMs = 30_000;

/** Looks at the own entry and at those of contacts: at each connection, then daily; at a contact's when a key of it comes into use. */
export const createKeyLog = (context: Context, options: KeyLogOptions): KeyLog => {
  const { store, clock } = context;
  const { account } = options;
  const exclusive = createExclusive();
  const reader = createLogReader(context.network, options.link.whenUp, 'keys');
  const lookAt = createLookAt(context, reader);
  const ends = createEnds(context, account);
  const labels = createLabels(context, reader, (accountId) => {
    verdicts.forget(accountId);
    if (!closed) options.onVerdict(accountId);
  });
  const wanted = new Set<string>();
  /** By the person, now. */
  const asked = new Set<string>();
  const ahead = createAhead(store);
  /** How often in a row a look proved too little, or something else. */
  const tried = new Map<string, number>();
  let closed = false;
  const backOff = createBackOff(context.random, retryRange);
  let stopTimer: Unsubscribe = () => undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  const plan = (delayMs: number): void => {
    const at = clock.elapsed() + delayMs;
    if (closed || at >= dueAt) return;
    stopTimer();
    dueAt = at;
    stopTimer = clock.after(delayMs, () => {
      dueAt = Number.POSITIVE_INFINITY;
      if (!closed) void look();
    });
  };

  let running = false;
  const setRunning = (now: boolean): void => {
    if (running === now) return;
    running = now;
    if (!closed) context.emit('encryption.ownChanged', {});
  };
  const follow = createFollowing(context, {
    reader,
    carrying: options.carrying,
    demandsWitness: options.demandsWitness,
  });
  const followLog: typeof follow = (asking) => {
    setRunning(true);
    return notingRun(context, asking.serverKey, () => follow(asking));
  };
  let alarmed = '';
  /** Tells once that the log contradicts itself, began anew without accounting for what was, or makes labels by another key: that counts for every chat. */
  const tellAlarm = (): void => {
    const pin = account.pin();
    const unexplained = pin && unexplainedEpoch(store.meta, pin.publicKey);
    const isBroken = pin !== null && contradictionOfKeys(store.meta, pin.publicKey) !== null;
    const labels = (pin && unreadLabelKey(store.meta, pin.publicKey)?.key) ?? '';
    const isNothing = !isBroken && !unexplained && labels === '';
    const all = [isBroken && ends.of('log'), unexplained?.epoch, labels];
    const now = isNothing ? '' : all.join(' ');
    verdicts.forget(null);
    if (now === alarmed) return;
    alarmed = now;
    if (closed || isNothing) return;
    if (unexplained) lookAgain(unexplained.epoch);
    options.onVerdict(null);
  };
  /** What was not looked at since this epoch began is due. */
  const lookAgain = (epoch: number): void => {
    const own = ownId();
    const all = store.keyEntries.due(clock.now(), clock.now(), mostAgain);
    for (const accountId of own === null ? all : [own, ...all])
      if ((store.keyEntries.get(accountId)?.epoch ?? epoch) < epoch) wanted.add(accountId);
    if (wanted.size > 0) plan(0);
  };
  /** Where the person went on after a contradiction, all is due that the present epoch did not say yet. */
  const lookSinceDecided = (): void => {
    const pin = account.pin();
    if (pin) lookAgain(settledWith(store.meta, pin.publicKey).log);
  };
  const ownKey = (): string | null => ownKeyOf(store);
  const keyOf = (accountId: string): string | null => peerKeyOf(store, accountId);

  const ownId = (): string | null => account.ready()?.accountId ?? null;
  const verdicts = createVerdicts(store, {
    ownId,
    serverKey: () => account.pin()?.publicKey ?? null,
    labelSaid: labels.said,
    isCompared: (accountId, keyHash) =>
      keyHash !== null && context.verifiedKeyHash(accountId) === keyHash,
    onUnlooked: (accountId) => {
      if (wanted.has(accountId)) return;
      wanted.add(accountId);
      plan(0);
    },
  });
  const { verdict, verdictAlone, failure, failureInUse, withheld, isWithheld } = verdicts;
  /** Does what may change the verdict, and tells of it when there is something else to be seen. */
  const telling = async (accountId: string, work: () => Promise<void> | void): Promise<void> => {
    const isOwn = accountId === ownId();
    const shown = (): string => {
      if (isOwn)
        return `${failure(accountId, null)} ${ownAlarm(store.meta, accountId)?.anew?.version}`;
      const keyHash = hashOf(keyOf(accountId));
      const now = verdict(accountId, keyHash);
      return `${now === 'agrees' ? null : now} ${withheld(accountId, keyHash)}`;
    };
    const told = isOwn ? null : accountId;
    const before = [shown(), isWithheld(accountId)];
    await work();
    if (closed) return;
    verdicts.forget(told);
    if (shown() !== before[0] || isWithheld(accountId) !== before[1]) options.onVerdict(told);
  };

  /** Looks at one entry. */
  const lookAtOne = async (asking: Asking, head: Head, accountId: string): Promise<void> => {
    const isOwn = accountId === asking.account.accountId;
    const key = isOwn ? ownKey() : keyOf(accountId);
    const isWanted = wanted.delete(accountId);
    if (key === null) return;
    const looked = isOwn
      ? await lookAt.own(asking, head, key)
      : await lookAt.contact(asking, head, accountId, key);
    if (closed) return;
    // Under this head their key was looked at for the first time: they are to hold it against what they were shown.
    if (!isOwn && isWanted) options.carrying.tellAgain(accountId);
    if (looked !== 'behind' && looked !== 'doubt') {
      tried.delete(accountId);
      const soonMs = isOwn || looked !== 'agrees' ? null : ahead.soonMs(accountId, key);
      if (soonMs === null) return;
      wanted.add(accountId);
      plan(soonMs);
      return;
    }
    const tries = (tried.get(accountId) ?? 0) + 1;
    tried.set(accountId, tries);
    wanted.add(accountId);
    // Between the checkpoint and the answer the log may have grown: only what stays so is told.
    const isToldSo = looked === 'behind' && tries >= mostBehind;
    if (isToldSo) lookAt.unavailable(accountId, key);
    plan(
      isToldSo
        ? retryRange.firstMs
        : Math.min(soonRange.firstMs * 2 ** (tries - 1), soonRange.mostMs),
    );
  };

  const lookAll = async (asking: Asking): Promise<void> => {
    const own = asking.account.accountId;
    const before = clock.now() - dayMs;
    const ownRow = store.keyEntries.get(own);
    const isOwnDue =
      wanted.has(own) ||
      asked.has(own) ||
      ownRow?.state !== 'agrees' ||
      ownRow.doubtedAt !== null ||
      (ownRow.checkedAt ?? 0) < before;
    const contacts = new Set([
      ...wanted,
      ...asked,
      ...store.keyEntries.due(before, clock.now() - markedMs, mostAtOnce),
    ]);
    contacts.delete(own);
    const all = [...(isOwnDue ? [own] : []), ...contacts].slice(0, mostAtOnce);
    const isDue = all.length > 0 || labels.isDue(asking.account);
    if (!isDue && loadPending(store.meta, 'keys').length === 0) return;
    const unavailable = (accountId: string): void =>
      lookAt.unavailable(accountId, accountId === own ? ownKey() : keyOf(accountId));
    let followed: Followed | 'soon' | null;
    try {
      followed = await followLog(asking);
    } catch (error) {
      if (closed) throw error;
      // Two roots that the server does not answer for count in the end.
      tellAlarm();
      // All that wait, however many: where the log cannot be read nothing waits.
      for (const accountId of new Set([...all, ...wanted]))
        await telling(accountId, () => unavailable(accountId));
      labels.allUnavailable(asking.account);
      throw error;
    }
    if (closed) return;
    tellAlarm();
    if (followed === 'soon') plan(soonRange.firstMs);
    if (followed === null || followed === 'soon') return;
    let failed: unknown = null;
    for (const accountId of all) {
      if (closed) return;
      const { head } = followed;
      await telling(accountId, async () => {
        try {
          await lookAtOne(asking, head, accountId);
        } catch (error) {
          // What a server refuses of one account says nothing of the others.
          failed = error;
          if (closed) return;
          unavailable(accountId);
          // What waits for its look is looked at again, and not a day later.
          if (withheld(accountId, hashOf(keyOf(accountId))) === 'checking') wanted.add(accountId);
        }
      });
    }
    if (closed) return;
    try {
      const heads = createHeadsUnder(asking, followed.head, reader);
      if ((await labels.look(asking, followed.head, heads)) === 'soon') plan(soonRange.mostMs);
    } catch (error) {
      failed = error;
    }
    if (!closed) tellAlarm();
    // Two roots were shown to the server, which has not answered for them yet.
    if (loadPending(store.meta, 'keys').some(({ clashes }) => clashes)) plan(soonRange.mostMs);
    // What is wanted is waited for.
    const looked = new Set(all);
    if ([...contacts].some((one) => !looked.has(one)))
      plan([...wanted].some((one) => !looked.has(one)) ? 0 : moreMs);
    if (failed !== null) throw failed;
  };

  const look = (): Promise<void> =>
    exclusive(async () => {
      const ready = account.ready();
      const pin = account.pin();
      if (closed || !ready || !pin || !options.link.isUp()) return;
      try {
        await lookAll({ api: account.api(), account: ready, serverKey: pin.publicKey });
        backOff.reset();
      } catch (error) {
        if (closed) return;
        if (!isCodedError(error)) context.onUnexpected('key log', error);
        plan(backOff.failedMs(error));
      } finally {
        asked.clear();
        setRunning(false);
        plan(hourMs);
      }
    });

  return {
    finds: createFinding(context, {
      labels,
      underHead: (work) =>
        exclusive(async () => {
          const [ready, pin] = [account.ready(), account.pin()];
          if (closed || !ready || !pin || !options.link.isUp()) return null;
          const asking = { api: account.api(), account: ready, serverKey: pin.publicKey };
          try {
            const followed = await followLog(asking);
            if (closed || followed === 'soon') return null;
            return followed && (await work(asking, followed.head));
          } catch (error) {
            if (!closed && !isCodedError(error)) context.onUnexpected('label', error);
            return null;
          } finally {
            if (!closed) tellAlarm();
            setRunning(false);
          }
        }),
      onUnavailable: () => plan(retryRange.firstMs),
    }),
    labelFailedAt: labels.contradictedAt,
    onCompared: labels.onCompared,
    verdict,
    verdictAlone,
    failure,
    failureInUse,
    withheld,
    isWithheld,
    onIdentity: (accountId) => {
      verdicts.forget(accountId);
      wanted.add(accountId);
      plan(0);
    },
    onHeard: () => {
      if (closed) return;
      tellAlarm();
      if (loadPending(store.meta, 'keys').length > 0) plan(0);
    },
    checkNow: async () => {
      const own = ownId();
      const now = clock.now();
      if (own === null || !options.link.isUp()) throw new CodedError('offline');
      for (const accountId of [own, ...store.keyEntries.due(now, now, mostAtOnce - 1)])
        asked.add(accountId);
      await look();
    },
    isRunning: () => running,
    lookNow: async (accountId) => {
      labels.want(accountId);
      for (let tries = 0; tries < mostBehind; tries++) {
        if (closed || !options.link.isUp()) throw new CodedError('offline');
        wanted.add(accountId);
        const own = ownId();
        if (own !== null) wanted.add(own);
        backOff.reset();
        await look();
        if (!tried.has(accountId)) return;
      }
    },
    onUp: () => {
      verdicts.forget(null);
      // What was not looked at again before the last end still is to be.
      if (!closed) {
        tellAlarm();
        lookSinceDecided();
      }
      plan(0);
    },
    endOf: ends.of,
    goOn: (by) => {
      ends.goOn(by);
      if (closed) return;
      tellAlarm();
      lookSinceDecided();
      options.onVerdict(null);
    },
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
