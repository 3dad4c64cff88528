import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import type { Delivery } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { toPeer } from '../chats/summary.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import type { DeviceAddress } from '../crypto/key-base.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { Standing } from '../people/standing.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { type Changes, noChanges, publish } from '../publish.ts';
import type { SyncWork } from '../sync/sync.ts';
import {
  applyNames,
  applyReceipts,
  deliveredReceipts,
  repeatRows,
  type Stored,
  storeReceived,
  timerRepairs,
} from './apply.ts';
import { type Collected, isPassing } from './collect.ts';
import { breathe, createReading, type Read } from './reading.ts';
import { createRepairs, type RepairPlan } from './repairs.ts';
import { createWaiting } from './waiting.ts';

/** Takes deliveries in batches: decrypt many, one transaction, one acknowledgement, one round of events. */
export interface Inbox {
  readonly onDeliver: (deliveries: readonly Delivery[]) => void;
  /** What was not committed comes again with the next connection. */
  readonly onDown: () => void;
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
  /** Of people who are blocked. */
  readonly dropped: number;
}

export interface InboxOptions {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly sessions: SessionWork;
  readonly sync: SyncWork;
  /** This device. */
  readonly own: () => DeviceAddress;
  /** Typing of a contact, by what they sent. */
  readonly onTyping: (accountId: string, typing: boolean, acceptedAt: number) => void;
  /** A message came from these accounts: they type no more. */
  readonly onMessages: (accountIds: ReadonlySet<string>) => void;
  readonly standing: Standing;
  /** The person lets this account know what reached a device of theirs. */
  readonly sendsDeliveryReceipts: (accountId: string) => boolean;
  /** Messages of a request came; after the commit. */
  readonly onRequests: () => void;
  /** Numbers and usernames that senders claim. */
  readonly onClaims: (collected: Collected) => void;
  /** What others gave of their profiles, and who lost what they were given. */
  readonly privacy: Pick<Privacy, 'hear' | 'lostSessions' | 'committed'>;
  readonly onPresence: (said: Collected['presence']) => void;
  /** Checkpoints of the disclosure log, which receipts take along. */
  readonly checkpoints: InboxCheckpoints;
}

export interface InboxCheckpoints {
  /** The one for this account, when it is time. */
  readonly noteFor: (accountId: string) => string | null;
  /** These accounts are given one. Inside a transaction. */
  readonly told: (accountIds: Iterable<string>) => void;
  /** Accounts brought these; true when `onHeard` is to be called after the commit. Inside a transaction. */
  readonly heard: (notes: ReadonlyMap<string, string>) => boolean;
  readonly onHeard: () => void;
}

const mostRepeatsOfOne = 5;
const rememberedRepeats = 20_000;

interface Batch extends Read {
  /** Accounts that are given a checkpoint. */
  readonly told: ReadonlySet<string>;
  readonly repairs: RepairPlan;
  readonly prepared: readonly PreparedRow[];
}

/** An inbox that feeds on a link's deliveries. */
export const createInbox = (context: Context, options: InboxOptions): Inbox => {
  const { store, clock } = context;
  const { link, outbox, sessions, sync, own } = options;
  const repairs = createRepairs(context, () => own().accountId);
  const repeated = new Map<string, number>();
  const counters = {
    batches: 0,
    malformed: 0,
    duplicates: 0,
    unreadable: 0,
    untrusted: 0,
    untried: 0,
    dropped: 0,
  };
  const { standing } = options;
  const waiting = createWaiting();
  const reading = createReading(waiting, sessions, clock, { own, isBlocked: standing.isBlocked });
  let draining = false;
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
  const isAnswered = ({ accountId }: { readonly accountId: string }): boolean =>
    standing.mayAnswer(accountId);

  const plan = async (unit: SessionUnit, taken: Read): Promise<Batch> => {
    const { collected } = taken;
    // A repair is an answer, too: who is no contact learns nothing by it.
    const unreadable = [...collected.unreadable.values()].filter(isAnswered);
    const repairPlan = repairs.plan(unit, unreadable);
    const checkpoints = new Map<string, string>();
    for (const accountId of new Set(collected.received.map(({ from }) => from))) {
      const note = tellsDelivery(accountId) ? options.checkpoints.noteFor(accountId) : null;
      if (note !== null) checkpoints.set(accountId, note);
    }
    const rows = [
      ...repairPlan.rows,
      ...deliveredReceipts(context, collected, checkpoints, tellsDelivery),
      ...[...collected.lostSession].flatMap(([accountId, since]) =>
        accountId === own().accountId
          ? sync.repeatRows()
          : repeatRows(context, accountId, since, mayRepeat),
      ),
      ...timerRepairs(context, collected, standing.mayAnswer),
    ];
    const told = new Set(checkpoints.keys());
    return { ...taken, told, repairs: repairPlan, prepared: await outbox.prepare(unit, rows) };
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
    { collected, prepared, untried, dropped }: Batch,
    changes: Changes,
    stored: Stored,
  ): void => {
    outbox.committed(prepared);
    publish(context, changes);
    tellIncoming(stored);
    options.onRequests();
    options.privacy.committed();
    if (collected.presence.length > 0) options.onPresence(collected.presence);
    if (collected.received.length > 0) {
      options.onMessages(new Set(collected.received.map(({ from }) => from)));
      options.onClaims(collected);
    }
    for (const [accountId, { typing, acceptedAt }] of collected.typing)
      options.onTyping(accountId, typing.typing, acceptedAt);
    counters.malformed += collected.malformed;
    counters.duplicates += collected.duplicates;
    counters.unreadable += collected.unreadable.size;
    counters.untrusted += collected.untrusted;
    counters.untried += untried;
    counters.dropped += dropped;
    counters.batches++;
    wake();
  };

  /** Commits the first of what waits. */
  const commit = async (): Promise<void> => {
    const changes = noChanges();
    let stored: Stored = { added: [], requests: new Set() };
    let removed: readonly Message[] = [];
    let isHeard = false;
    const batch = await sessions.run(
      async (unit) => plan(unit, await reading.read(unit)),
      ({ collected, told, repairs: repairPlan, prepared }) => {
        if (collected.heardOwn) sync.setOthers(true);
        const { added, requests } = storeReceived(context, collected, changes, standing.met);
        removed = sync.apply(collected.syncs, changes);
        const gone = new Set(removed.map(({ order }) => order));
        const shown = added.filter(({ outgoing, order }) => !outgoing && !gone.has(order));
        stored = { added: shown, requests };
        applyReceipts(context, collected, changes, sync.hasOthers());
        applyNames(context, collected, changes);
        if (told.size > 0) options.checkpoints.told(told);
        isHeard =
          collected.checkpoints.size > 0 && options.checkpoints.heard(collected.checkpoints);
        repairPlan.write(changes);
        for (const accountId of collected.lostSession.keys()) outbox.sessionLost(accountId);
        options.privacy.lostSessions(collected.lostSession.keys());
        options.privacy.hear(collected.profiles);
        outbox.write(prepared);
      },
      // The server keeps nothing of it either.
      ({ collected, prepared, throughSeq }) =>
        throughSeq === 0 && prepared.length === 0 && isPassing(collected),
    );
    const { throughSeq } = batch;
    if (throughSeq > 0 && reading.isPresent(batch)) link.send({ kind: 'ack', throughSeq });
    if (removed.length > 0) outbox.forget(removed);
    tell(batch, changes, stored);
    sync.committed(batch.collected.syncs);
    if (isHeard) options.checkpoints.onHeard();
  };

  const drain = async (): Promise<void> => {
    if (draining || closed) return;
    draining = true;
    try {
      while (waiting.count() > 0 && !closed) {
        await commit();
        if (waiting.count() > 0) await breathe();
      }
    } catch (error) {
      // Not acknowledged, so it comes again: with a new connection, after a pause.
      waiting.clear();
      context.onUnexpected('inbox', error);
      if (!closed)
        link.fail(isCodedError(error) ? error : new CodedError('internal', { cause: error }));
    } finally {
      draining = false;
    }
  };

  const repairDue = async (): Promise<void> => {
    const devices = repairs.due().filter(isAnswered);
    if (devices.length === 0) return;
    const changes = noChanges();
    const batch = await sessions.run(
      async (unit) => {
        const repairPlan = repairs.plan(unit, devices);
        return { repairPlan, prepared: await outbox.prepare(unit, repairPlan.rows) };
      },
      ({ repairPlan, prepared }) => {
        repairPlan.write(changes);
        outbox.write(prepared);
      },
    );
    outbox.committed(batch.prepared);
    publish(context, changes);
  };

  const wake = (): void => {
    stopTimer();
    const dueAt = closed ? null : repairs.nextDueAt();
    if (dueAt === null) return;
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
    onDown: () => {
      reading.down();
      waiting.clear();
    },
    counters: () => ({ ...counters }),
    close: () => {
      closed = true;
      stopTimer();
      waiting.clear();
    },
  };
};
