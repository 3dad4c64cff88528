import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { MarkSeen } from './reading.ts';

export interface DeletionsOptions {
  readonly outbox: Pick<Outbox, 'forget' | 'committed'>;
  readonly markSeen: MarkSeen;
}

/**
 * Delete for me. The wish is in the database before it is answered: what was deleted is hidden from then on, and removed at the next
 * start at the latest (`removeHidden`). Until it is removed it can be brought back. Who deletes a message has seen it, so the chat is
 * read up to there, and stays so when it comes back.
 */
export const createDeletions = (
  context: Context,
  { outbox, markSeen }: DeletionsOptions,
): Pick<MessengerHandlers['messages'], 'deleteForMe' | 'restoreDeleted' | 'settleDeleted'> => {
  const { chats, messages, transaction } = context.store;
  const hideSeen = (chatId: string, orders: readonly number[]) =>
    transaction(() => {
      const chat = chats.get(chatId);
      const hidden = messages.hide(chatId, orders);
      if (!chat || hidden.length === 0) return { hidden: [], receipts: [], begun: [] };
      const unseen = hidden.filter(
        ({ outgoing, order, body }) =>
          !outgoing && body.kind !== 'notice' && order > chat.readThrough,
      );
      const last = Math.max(0, ...unseen.map(({ order }) => order));
      return { hidden, ...markSeen(chat, last, unseen) };
    });
  return {
    deleteForMe: async ({ chatId, orders }) => {
      const { hidden, receipts, begun } = hideSeen(chatId, orders);
      if (hidden.length === 0) return {};
      outbox.committed(receipts);
      const changes = noChanges();
      changes.removed.set(
        chatId,
        hidden.map(({ order }) => order),
      );
      changes.chatIds.add(chatId);
      noteMessages(changes, begun);
      publish(context, changes);
      return {};
    },
    restoreDeleted: async ({ orders }) => {
      const changes = noChanges();
      noteMessages(changes, messages.restore(orders));
      publish(context, changes);
      return {};
    },
    settleDeleted: async () => {
      const removed = messages.removeHidden().filter(({ outgoing }) => outgoing);
      outbox.forget(new Set(removed.map(({ messageId }) => messageId)));
      return {};
    },
  };
};
