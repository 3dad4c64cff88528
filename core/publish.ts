import type { Message } from '../contract/ipc/model.ts';
import { toChatSummary } from './chats/summary.ts';
import type { Context } from './context.ts';
import { isOver, toShown } from './expiry/shown.ts';

/** What a transaction changed, gathered to tell it once. */
export interface Changes {
  readonly messages: Map<string, Map<string, Message>>;
  /** Orders, by chat. */
  readonly removed: Map<string, number[]>;
  readonly chatIds: Set<string>;
  /** Account ids, of whose encryption something else is to be said. */
  readonly encryption: Set<string>;
}

/** Nothing changed yet. */
export const noChanges = (): Changes => ({
  messages: new Map(),
  removed: new Map(),
  chatIds: new Set(),
  encryption: new Set(),
});

/** Notes messages that appeared or changed; the last version of each counts. */
export const noteMessages = (changes: Changes, messages: readonly Message[]): void => {
  for (const message of messages) {
    let ofChat = changes.messages.get(message.chatId);
    if (!ofChat) {
      ofChat = new Map();
      changes.messages.set(message.chatId, ofChat);
    }
    ofChat.set(`${message.outgoing}${message.messageId}`, message);
    changes.chatIds.add(message.chatId);
  }
};

/** Emits what changed: one `messages.changed` for each chat, one `chats.changed` in all, one `encryption.changed` for each account. What was deleted is not told. After the commit. */
export const publish = (context: Context, changes: Changes): void => {
  let isExpiring = false;
  const hidden = new Set(context.store.messages.hidden());
  for (const chatId of new Set([...changes.messages.keys(), ...changes.removed.keys()])) {
    const noted = [...(changes.messages.get(chatId)?.values() ?? [])];
    const removedOrders = changes.removed.get(chatId) ?? [];
    const gone = new Set([...hidden, ...removedOrders]);
    const messages = noted
      .filter((message) => !gone.has(message.order) && !isOver(context.serverClock, message))
      .map((message) => toShown(context.serverClock, message));
    if (noted.some(({ expiry }) => expiry !== null && expiry.at !== null)) isExpiring = true;
    if (messages.length + removedOrders.length > 0)
      context.emit('messages.changed', { chatId, messages, removedOrders });
  }
  if (isExpiring) context.onExpiring();
  for (const accountId of changes.encryption) context.emit('encryption.changed', { accountId });
  if (changes.chatIds.size === 0) return;
  const chats = [...changes.chatIds].flatMap((chatId) => {
    const chat = context.store.chats.get(chatId);
    return chat ? [toChatSummary(context, chat)] : [];
  });
  context.emit('chats.changed', { chats, unreadTotal: context.store.chats.unreadTotal() });
};
