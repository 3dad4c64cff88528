import { type Timer, toTimerValue } from '../../contract/content/timer.ts';
import type { Message } from '../../contract/ipc/model.ts';
import { ensureChat, keepName } from '../chats/open-chat.ts';
import { receiptRows } from '../chats/receipt-rows.ts';
import { textRow } from '../chats/text-row.ts';
import { hearTimer, timerRow } from '../chats/timers.ts';
import { toWrittenAt } from '../chats/written-at.ts';
import type { Context } from '../context.ts';
import type { Carried } from '../log/carried.ts';
import type { Standing } from '../people/standing.ts';
import { type Changes, noteMessages } from '../publish.ts';
import type { NewMessage } from '../store/types/messages.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import { toSentMessage } from '../sync/heard.ts';
import type { Collected, Received, SentElsewhere } from './collect.ts';

/**
 * Receipts for everything that was received from those who are told, also again: who sends again had none. Takes checkpoints along
 * to those who get some.
 */
export const deliveredReceipts = (
  context: Context,
  collected: Collected,
  carried: ReadonlyMap<string, Carried>,
  mayTell: (accountId: string) => boolean,
): readonly NewOutboxRow[] => {
  const ids = new Map<string, Set<string>>();
  for (const received of collected.received) {
    if (received.kind === 'timer') continue;
    const messageId = received.kind === 'text' ? received.text.messageId : received.messageId;
    if (messageId === undefined) continue;
    const ofAccount = ids.get(received.from) ?? new Set();
    ofAccount.add(messageId);
    ids.set(received.from, ofAccount);
  }
  return [...ids].flatMap(([accountId, messageIds]) =>
    mayTell(accountId)
      ? receiptRows(context, 'delivered', accountId, [...messageIds], carried.get(accountId))
      : [],
  );
};

const toNewMessage = (
  context: Context,
  chatId: string,
  received: Exclude<Received, { kind: 'timer' }>,
): NewMessage => {
  const verified = context.verifiedKeyHash(received.from) === received.origin.keyHash;
  const origin = { ...received.origin, verified };
  const base = { chatId, outgoing: false, at: received.at, state: null, origin } as const;
  if (received.kind === 'text')
    return {
      ...base,
      messageId: received.text.messageId,
      sentAt: toWrittenAt(received.text.sentAt, received.at),
      body: { kind: 'text', text: received.text.text },
      expireAfterS: toTimerValue(received.text.expireAfterS ?? null),
    };
  return {
    ...base,
    messageId: received.messageId ?? context.random.uuid(),
    sentAt: toWrittenAt(received.sentAt, received.at),
    body: { kind: 'unknown' },
    raw: received.raw,
  };
};

/** The timer that something received tells; null where it tells none. */
const toldTimer = (arrived: Received | SentElsewhere): Timer | null => {
  if (arrived.kind === 'timer') return arrived.timer;
  if (arrived.kind === 'unknown') return null;
  const { timerVersion: version, expireAfterS: afterS = null } =
    arrived.kind === 'sent' ? arrived.sent : arrived.text;
  return version === undefined ? null : { afterS, version };
};

/** Takes over the timer that something received tells; gives the line that says so. Inside a transaction. */
const applyTimer = (
  context: Context,
  accountId: string,
  arrived: Received | SentElsewhere,
  changes: Changes,
): readonly NewMessage[] => {
  const told = toldTimer(arrived);
  const chat = told && context.store.chats.byPeer(accountId);
  if (!chat) return [];
  changes.chatIds.add(chat.chatId);
  const notice = hearTimer(context, chat, {
    ...told,
    own: arrived.kind === 'sent',
    at: arrived.at,
  });
  return notice ? [notice] : [];
};

export interface Stored {
  /** The messages that were new. */
  readonly added: readonly Message[];
  /** Chats that became a message request. */
  readonly requests: ReadonlySet<string>;
}

/** Stores what was received, and what other devices of the account sent. `met`: as in `Standing`. Inside a transaction. */
export const storeReceived = (
  context: Context,
  collected: Collected,
  changes: Changes,
  met: Standing['met'],
): Stored => {
  const requests = new Set<string>();
  const chatIds = new Map<string, string>();
  const messages: NewMessage[] = [];
  for (const arrived of collected.arrived) {
    const accountId = arrived.kind === 'sent' ? arrived.sent.to : arrived.from;
    // A timer alone is no reason for a chat.
    if (arrived.kind !== 'timer' && !chatIds.has(accountId)) {
      const chat = ensureChat(context, accountId);
      if (arrived.kind !== 'sent' && met(chat.contact)) requests.add(chat.chatId);
      chatIds.set(accountId, chat.chatId);
    }
    messages.push(...applyTimer(context, accountId, arrived, changes));
    const chatId = chatIds.get(accountId);
    if (arrived.kind === 'timer' || chatId === undefined) continue;
    messages.push(
      arrived.kind === 'sent'
        ? toSentMessage(context, chatId, arrived, changes)
        : toNewMessage(context, chatId, arrived),
    );
  }
  const added = messages.length > 0 ? context.store.messages.add(messages) : [];
  noteMessages(changes, added);
  return { added: added.filter(({ body }) => body.kind !== 'notice'), requests };
};

/** Rows that tell their chat's timer to those who told an earlier one: they lost it. */
export const timerRepairs = (
  context: Context,
  collected: Collected,
  mayAnswer: (accountId: string) => boolean,
): readonly NewOutboxRow[] => {
  const rows = new Map<string, NewOutboxRow>();
  for (const received of collected.received) {
    if (received.kind !== 'timer' || !mayAnswer(received.from)) continue;
    const chat = context.store.chats.byPeer(received.from);
    if (chat && !chat.timer.untold && chat.timer.version > received.timer.version)
      rows.set(received.from, timerRow(context, received.from, chat.timer));
  }
  return [...rows.values()];
};

/**
 * Moves messages on by the receipts; only those that were sent to the account the receipt is from. Where another device may have sent
 * what is confirmed (`keepsEarly`), a receipt waits for the message. Inside a transaction.
 */
export const applyReceipts = (
  context: Context,
  collected: Collected,
  changes: Changes,
  keepsEarly: boolean,
): void => {
  const { store, clock, serverClock } = context;
  for (const { from, what, messageIds } of collected.receipts.values()) {
    const chat = store.chats.byPeer(from);
    const ids = [...messageIds];
    const start = serverClock.start();
    const advanced = chat
      ? store.messages.advance({ chatId: chat.chatId, messageIds: ids, state: what, start })
      : [];
    noteMessages(changes, advanced);
    if (!keepsEarly || advanced.length === ids.length) continue;
    const missing = store.messages.missing(from, ids);
    const names = missing.map((messageId) => ({ messageId, outgoing: true }));
    if (names.length > 0) store.sync.keepEarly(from, what, names, clock.now());
  }
};

/** Keeps names that contacts told. Inside a transaction. */
export const applyNames = (context: Context, collected: Collected, changes: Changes): void => {
  for (const [accountId, name] of collected.names) {
    if (!keepName(context, accountId, name)) continue;
    const chat = context.store.chats.byPeer(accountId);
    if (chat) changes.chatIds.add(chat.chatId);
  }
};

const mostRepeats = 500;

/**
 * Rows that send again what a device of an account that lost its session may lack: what the server took `since` then (null: it does
 * not say), and what nothing of the account has confirmed. `mayRepeat` bounds how often one message goes.
 */
export const repeatRows = (
  context: Context,
  accountId: string,
  since: number | null,
  mayRepeat: (messageId: string) => boolean,
): readonly NewOutboxRow[] => {
  const chat = context.store.chats.byPeer(accountId);
  if (!chat) return [];
  const { messages } = context.store;
  const lacking = new Map<number, Message>();
  for (const message of messages.awaitingReceipt(chat.chatId, mostRepeats))
    lacking.set(message.order, message);
  if (since !== null)
    for (const message of messages.takenSince(chat.chatId, since, mostRepeats))
      lacking.set(message.order, message);
  return [...lacking.values()]
    .sort((one, other) => one.order - other.order)
    .filter((message) => message.body.kind === 'text' && mayRepeat(message.messageId))
    .map((message) => textRow(context, accountId, message, chat.timer));
};
