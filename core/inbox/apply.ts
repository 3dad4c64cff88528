import { encodeContent } from '../../contract/content/codec.ts';
import { type Timer, toTimerValue } from '../../contract/content/timer.ts';
import type { Message } from '../../contract/ipc/model.ts';
import { ensureChat, keepName } from '../chats/open-chat.ts';
import { textRow } from '../chats/text-row.ts';
import { hearTimer, timerRow } from '../chats/timers.ts';
import { toWrittenAt } from '../chats/written-at.ts';
import type { Context } from '../context.ts';
import type { Standing } from '../people/standing.ts';
import { type Changes, noteMessages } from '../publish.ts';
import type { NewMessage } from '../store/types/messages.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { Collected, Received } from './collect.ts';

const receiptIds = 500;

/** Outbox rows with receipts of one kind for messages of one account. */
export const receiptRows = (
  context: Context,
  what: 'delivered' | 'read',
  accountId: string,
  messageIds: readonly string[],
  checkpoint: string | null = null,
): readonly NewOutboxRow[] => {
  const at = context.clock.now();
  const rows: NewOutboxRow[] = [];
  for (let from = 0; from < messageIds.length; from += receiptIds) {
    const content = encodeContent({
      v: 1,
      kind: 'receipt',
      what,
      messageIds: messageIds.slice(from, from + receiptIds),
      at,
      ...(checkpoint !== null && from === 0 ? { checkpoint } : {}),
    });
    rows.push({
      id: context.random.uuid(),
      accountId,
      kind: 'receipt',
      messageId: null,
      chatId: null,
      content,
      createdAt: at,
    });
  }
  return rows;
};

/**
 * Receipts for everything that was received from those who are told, also again: who sends again had none. Takes a checkpoint along
 * to those who get one.
 */
export const deliveredReceipts = (
  context: Context,
  collected: Collected,
  checkpoints: ReadonlyMap<string, string>,
  mayAnswer: (accountId: string) => boolean,
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
    mayAnswer(accountId)
      ? receiptRows(
          context,
          'delivered',
          accountId,
          [...messageIds],
          checkpoints.get(accountId) ?? null,
        )
      : [],
  );
};

const toNewMessage = (
  context: Context,
  chatId: string,
  received: Exclude<Received, { kind: 'timer' }>,
): NewMessage => {
  const base = { chatId, outgoing: false, at: received.at, state: null } as const;
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
const toldTimer = (received: Received): Timer | null => {
  if (received.kind === 'timer') return received.timer;
  if (received.kind !== 'text' || received.text.timerVersion === undefined) return null;
  return { afterS: received.text.expireAfterS ?? null, version: received.text.timerVersion };
};

/** Takes over the timer that something received tells; gives the line that says so. Inside a transaction. */
const applyTimer = (
  context: Context,
  received: Received,
  changes: Changes,
): readonly NewMessage[] => {
  const told = toldTimer(received);
  const chat = told && context.store.chats.byPeer(received.from);
  if (!chat) return [];
  changes.chatIds.add(chat.chatId);
  const notice = hearTimer(context, chat, { ...told, own: false, at: received.at });
  return notice ? [notice] : [];
};

export interface Stored {
  /** The messages that were new. */
  readonly added: readonly Message[];
  /** Chats that became a message request. */
  readonly requests: ReadonlySet<string>;
}

/** Stores what was received. `met`: as in `Standing`. Inside a transaction. */
export const storeReceived = (
  context: Context,
  collected: Collected,
  changes: Changes,
  met: Standing['met'],
): Stored => {
  const requests = new Set<string>();
  const chatIds = new Map<string, string>();
  const messages: NewMessage[] = [];
  for (const received of collected.received) {
    // A timer alone is no reason for a chat.
    if (received.kind !== 'timer' && !chatIds.has(received.from)) {
      const chat = ensureChat(context, received.from);
      if (met(chat.contact)) requests.add(chat.chatId);
      chatIds.set(received.from, chat.chatId);
    }
    messages.push(...applyTimer(context, received, changes));
    const chatId = chatIds.get(received.from);
    if (received.kind !== 'timer' && chatId !== undefined)
      messages.push(toNewMessage(context, chatId, received));
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

/** Moves messages on by the receipts; only those that were sent to the account the receipt is from. Inside a transaction. */
export const applyReceipts = (context: Context, collected: Collected, changes: Changes): void => {
  const { store } = context;
  for (const { from, what, messageIds } of collected.receipts.values()) {
    const chat = store.chats.byPeer(from);
    if (chat)
      noteMessages(
        changes,
        store.messages.advance({
          chatId: chat.chatId,
          messageIds: [...messageIds],
          state: what,
          start: context.serverClock.start(),
        }),
      );
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

/** Rows that send again what an account that lost its session has not confirmed. `mayRepeat` bounds how often one message goes. */
export const repeatRows = (
  context: Context,
  accountId: string,
  mayRepeat: (messageId: string) => boolean,
): readonly NewOutboxRow[] => {
  const chat = context.store.chats.byPeer(accountId);
  if (!chat) return [];
  return context.store.messages
    .awaitingReceipt(chat.chatId, mostRepeats)
    .filter((message) => message.body.kind === 'text' && mayRepeat(message.messageId))
    .map((message) => textRow(context, accountId, message, chat.timer));
};
