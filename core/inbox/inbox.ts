import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import type { Delivery } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { toPeer } from '../chats/summary.ts';
import type { Context } from '../context.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import type { Carried } from '../log/carried.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { AcceptedNotice } from '../people/changed-keys.ts';
import { breathe } from '../platform/breathe.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { type Changes, noChanges, publish } from '../publish.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { RepeatRounds } from '../sync/repeat-rounds.ts';
import {
  applyNames,
  applyReceipts,
  deliveredReceipts,
  repeatRows,
  type Stored,
  storeReceived,
  timerRepairs,
} from './apply.ts';
import { createAside } from './aside.ts';
import { createCaughtUp } from './caught-up.ts';
import { isPassing } from './collect.ts';
import type { InboxOptions } from './options.ts';
import { createReading, type Read } from './reading.ts';
import { createRepairs, type RepairPlan, repairedRow } from './repairs.ts';
import { createWaiting } from './waiting.ts';

/** Takes deliveries in batches: decrypt many, one transaction, one acknowledgement, one round of events. */
export interface Inbox {
  readonly onDeliver: (deliveries: readonly Delivery[]) => void;
  /** The server has handed over everything that waited. */
  readonly onCaughtUp: () => void;
  /** Resolves once all of it is read; rejects with `offline` or `unavailable`. */
  readonly whenRead: () => Promise<void>;
  /** What was not committed comes again with the next connection. */
  readonly onDown: () => void;
  /**
   * Takes the shown identity key of an account for its own and opens what came under it, in one transaction, of which `alongside`
   * is part; its rows go out. Rejects as `ChangedKeys.toAccept` does.
   */
  readonly acceptKey: (
    accountId: string,
    keyHash: string,
    alongside: () => readonly PreparedRow[],
    notice?: AcceptedNotice,
  ) => Promise<void>;
  readonly counters: () => InboxCounters;
  readonly close: () => void;
}

/** Since the start; for diagnosis, never sent anywhere. */
export interface InboxCounters {
  readonly batches: number;
  readonly malformed: number;
  readonly duplicates: number;
  readonly unreadable: number;
  readonly untrusted: number;
  /** Of a sender whose unreadable messages took too much time. */
  readonly untried: number;
  /** Of people who are blocked, or never let write. */
  readonly dropped: number;
  /** Sent sealed, by nobody who could be made sure of. */
  readonly unverified: number;
}

/** As they begin. */
export const noCounters: InboxCounters = {
  batches: 0,
  malformed: 0,
  duplicates: 0,
  unreadable: 0,
  untrusted: 0,
  untried: 0,
  dropped: 0,
  unverified: 0,
};

/** Any but 0, which the server gives to what it never kept. */
const heldSeq = 1;
const mostRepeatsOfOne = 5;
const rememberedRepeats = 20_000;

interface Batch extends Read {
  /** What accounts are given of checkpoints. */
  readonly carried: ReadonlyMap<string, Carried>;
  readonly repairs: RepairPlan;
  /** What the account's other devices are told again. */
  readonly again: ReturnType<RepeatRounds['plan']>;
  readonly prepared: readonly PreparedRow[];
}

/** An inbox that feeds on a link's deliveries. */
export const createInbox = (context: Context, options: InboxOptions): Inbox => {
  const { store, clock } = context;
  const { link, outbox, sessions, sync, own } = options;
  const repairs = createRepairs(context, () => own().accountId);
  const repeated = new Map<string, number>();
  const counters = { ...noCounters };
  const { standing } = options;
  const waiting = createWaiting();
  const reading = createReading(waiting, sessions, clock, {
    own,
    isShutOut: standing.isShutOut,
    roots: options.sealed.roots,
    areRootsFresh: options.sealed.areRootsFresh,
    setsAside: () => aside.isOn(),
  });
  const aside = createAside(context, {
    freshen: options.sealed.freshenRoots,
    isUp: link.isUp,
    read: (deliveries) =>
      commit(
        async (unit) => plan(unit, await reading.open(unit, deliveries)),
        () => {
          aside.forget(deliveries);
          return [];
        },
      ),
  });
  let draining = false;
  const caughtUp = createCaughtUp(clock, {
    isRead: () => waiting.count() === 0 && !draining,
    onRead: options.onHeard,
  });
  let closed = false;
  let stopTimer: Unsubscribe = () => undefined;

  const mayRepeat = (messageId: string): boolean => {
    const times = repeated.get(messageId) ?? 0;
    if (times >= mostRepeatsOfOne) return false;
    if (repeated.size >= rememberedRepeats) repeated.clear();
    repeated.set(messageId, times + 1);
    return true;
  };

  const tellsDelivery = (accountId: string): boolean =>
    standing.mayAnswer(accountId) && options.sendsDeliveryReceipts(accountId);
  /** The account's other devices are no contacts of it, and always answered. */
  const isAnswered = ({ accountId }: { readonly accountId: string }): boolean =>
    accountId === own().accountId || standing.mayAnswer(accountId);

  const plan = async (
    unit: SessionUnit,
    taken: Read,
    first: readonly NewOutboxRow[] = [],
  ): Promise<Batch> => {
    const { collected } = taken;
    // A repair is an answer, too: who is no contact learns nothing by it.
    const unreadable = [...collected.unreadable.values()].filter(isAnswered);
    const repairPlan = repairs.plan(unit, unreadable);
    const carried = new Map<string, Carried>();
    for (const accountId of new Set(collected.received.map(({ from }) => from)))
      if (tellsDelivery(accountId))
        carried.set(accountId, options.checkpoints.withReceipt(accountId));
    const again = sync.repeats.plan(collected.lostSession.has(own().accountId));
    const rows = [
      ...first,
      ...repairPlan.rows,
      ...deliveredReceipts(context, collected, carried, tellsDelivery),
      ...again.rows,
      ...[...collected.lostSession].flatMap(([accountId, since]) =>
        accountId === own().accountId ? [] : repeatRows(context, accountId, since, mayRepeat),
      ),
      ...timerRepairs(context, collected, standing.mayAnswer),
    ];
    const prepared = await outbox.prepare(unit, rows);
    return { ...taken, carried, repairs: repairPlan, again, prepared };
  };

  const tellIncoming = ({ added, requests }: Stored): void => {
    const byChat = new Map<string, Message[]>();
    for (const message of added)
      byChat.set(message.chatId, [...(byChat.get(message.chatId) ?? []), message]);
    for (const [chatId, messages] of byChat) {
      const chat = store.chats.get(chatId);
      // Read or deleted on another device already.
      const unseen = messages.filter(({ order }) => chat && order > chat.readThrough);
      const last = unseen.at(-1);
      if (!last || !chat) continue;
      const request = chat.contact.standing === 'request';
      // Nobody new can ring more than once.
      if (request && !requests.has(chatId)) continue;
      context.emit('chats.incoming', {
        chatId,
        messageId: last.messageId,
        name: request ? '' : toPeer(chat.contact).name,
        body: request ? { kind: 'unknown' } : last.body,
        at: last.at,
        count: unseen.length,
        request,
      });
    }
  };

  const tell = (
    { collected, prepared, untried, dropped, unverified }: Batch,
    changes: Changes,
    stored: Stored,
  ): void => {
    outbox.committed(prepared);
    publish(context, changes);
    tellIncoming(stored);
    options.onRequests();
    options.privacy.committed();
    const accepted = standing.takeAccepted();
    if (accepted.length > 0) options.privacy.accepted(accepted);
    if (collected.presence.length > 0) options.onPresence(collected.presence);
    if (collected.received.length > 0) {
      const from = new Set(collected.received.map((received) => received.from));
      options.onMessages(from);
      options.privacy.met(from);
      options.onClaims(collected);
    }
    for (const [accountId, { typing, acceptedAt }] of collected.typing)
      options.onTyping(accountId, typing.typing, acceptedAt);
    counters.malformed += collected.malformed;
    counters.duplicates += collected.duplicates;
    counters.unreadable += collected.unreadable.size;
    counters.untrusted += collected.untrusted.length;
    counters.untried += untried;
    counters.dropped += dropped;
    counters.unverified += unverified;
    counters.batches++;
    wake();
  };

  /** Commits what `read` gives; `before` is the first that is written. */
  const commit = async (
    read: (unit: SessionUnit) => Promise<Batch>,
    before: (changes: Changes) => readonly PreparedRow[] = () => [],
  ): Promise<void> => {
    let alongside: readonly PreparedRow[] = [];
    const changes = noChanges();
    let stored: Stored = { added: [], requests: new Set() };
    let removed: readonly Message[] = [];
    let isHeard = false;
    const batch = await sessions.run(
      read,
      ({ collected, carried, repairs: repairPlan, again, prepared, ...taken }) => {
        alongside = before(changes);
        aside.keep(taken.aside);
        options.changed.hold(collected.untrusted, changes);
        if (collected.heardOwn) sync.setOthers(true);
        const { added, requests } = storeReceived(context, collected, changes, standing.met);
        removed = sync.apply(collected.syncs, changes);
        const gone = new Set(removed.map(({ order }) => order));
        const shown = added.filter(({ outgoing, order }) => !outgoing && !gone.has(order));
        stored = { added: shown, requests };
        applyReceipts(context, collected, changes, sync.hasOthers());
        applyNames(context, collected, changes);
        for (const [accountId, notes] of carried) options.checkpoints.told(accountId, notes);
        isHeard = options.checkpoints.heard([...collected.checkpoints.values()]);
        repairPlan.write(changes);
        again.write();
        for (const accountId of collected.lostSession.keys()) outbox.sessionLost(accountId);
        options.privacy.lostSessions(collected.lostSession.keys());
        options.privacy.hear(collected.profiles);
        outbox.write(prepared);
      },
      // The server keeps nothing of it either.
      ({ collected, prepared, throughSeq, isLate }) =>
        throughSeq === 0 && !isLate && prepared.length === 0 && isPassing(collected),
    );
    const { throughSeq } = batch;
    if (throughSeq > 0 && reading.isPresent(batch)) link.send({ kind: 'ack', throughSeq });
    if (removed.length > 0) outbox.forget(removed);
    outbox.committed(alongside);
    tell(batch, changes, stored);
    if (batch.collected.untrusted.length > 0) options.changed.committed();
    sync.committed(batch.collected.syncs);
    if (isHeard) options.checkpoints.onHeard();
  };

  const drain = async (): Promise<void> => {
    if (draining || closed) return;
    draining = true;
    try {
      while (waiting.count() > 0 && !closed) {
        // On the first connection of a device: what came sealed is not passed over for want of what it leads to.
        if (options.sealed.roots().length === 0 && waiting.hasSealed() && !aside.isOn())
          await aside.whenAsked(options.sealed.whenRoots);
        await commit(async (unit) => plan(unit, await reading.read(unit)));
        // What came before is committed; what leads elsewhere is neither read nor acknowledged before the server was asked.
        if (reading.wantsRoots()) await aside.whenAsked(options.sealed.freshenRoots);
        if (waiting.count() > 0) await breathe();
      }
    } catch (error) {
      // Not acknowledged, so it comes again: with a new connection, after a pause.
      waiting.clear();
      caughtUp.down();
      context.onUnexpected('inbox', error);
      if (!closed)
        link.fail(isCodedError(error) ? error : new CodedError('internal', { cause: error }));
    } finally {
      draining = false;
    }
    caughtUp.look();
    if (!aside.isOn()) aside.wake();
  };

  const repairDue = async (): Promise<void> => {
    const devices = repairs.due().filter(isAnswered);
    if (devices.length === 0 && !sync.repeats.isDue()) return;
    const changes = noChanges();
    const batch = await sessions.run(
      async (unit) => {
        const repairPlan = repairs.plan(unit, devices);
        const again = sync.repeats.plan(false);
        const rows = [...repairPlan.rows, ...again.rows];
        return { repairPlan, again, prepared: await outbox.prepare(unit, rows) };
      },
      ({ repairPlan, again, prepared }) => {
        repairPlan.write(changes);
        again.write();
        outbox.write(prepared);
      },
    );
    outbox.committed(batch.prepared);
    publish(context, changes);
  };

  const wake = (): void => {
    stopTimer();
    const dues = closed ? [] : [repairs.nextDueAt(), sync.repeats.nextDueAt()];
    const dueAt = Math.min(...dues.filter((at) => at !== null));
    if (!Number.isFinite(dueAt)) return;
    stopTimer = clock.after(Math.max(0, dueAt - clock.now()) + 1, () => {
      repairDue().then(wake, (error: unknown) => context.onUnexpected('repair', error));
    });
  };
  wake();

  return {
    onDeliver: (deliveries) => {
      if (closed) return;
      waiting.add(deliveries);
      // The server waits at the window; one that does not would fill the memory.
      if (
        waiting.count() > limits.deliveryWindowCount * 4 ||
        waiting.bytes() > limits.deliveryWindowBytes * 4
      ) {
        waiting.clear();
        link.fail(new CodedError('bad_frame'));
        return;
      }
      void drain();
    },
    onCaughtUp: () => {
      caughtUp.said();
      aside.wake();
    },
    whenRead: caughtUp.whenRead,
    onDown: () => {
      caughtUp.down();
      reading.down();
      aside.down();
      waiting.clear();
    },
    acceptKey: async (accountId, keyHash, alongside, notice = 'identity_accepted') => {
      await commit(
        async (unit) => {
          const { identityKey, envelopes, lost } = options.changed.toAccept(accountId, keyHash);
          unit.replaceIdentity(accountId, identityKey);
          const deliveries = envelopes.map(({ accountId: senderId, deviceId, ...envelope }) => ({
            ...envelope,
            seq: heldSeq,
            senderId,
            senderDeviceId: deviceId,
          }));
          const asks = lost && standing.mayAnswer(accountId);
          const rows = asks ? [repairedRow(context, accountId, undefined)] : [];
          return plan(unit, await reading.open(unit, deliveries), rows);
        },
        (changes) => {
          outbox.sessionLost(accountId);
          options.privacy.lostSessions([accountId]);
          options.changed.accepted(accountId, changes, notice);
          return alongside();
        },
      );
      outbox.resume(accountId);
    },
    counters: () => ({ ...counters }),
    close: () => {
      closed = true;
      stopTimer();
      aside.close();
      caughtUp.down();
      waiting.clear();
    },
  };
};
