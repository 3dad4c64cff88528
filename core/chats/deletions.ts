import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { Settled } from '../sync/sync.ts';
import type { MarkSeen } from './reading.ts';

export interface DeletionsOptions {
  readonly outbox: Pick<Outbox, 'forget' | 'committed'>;
  /** Removes what is hidden, and tells the account's other devices. */
  readonly settle: () => Settled;
  readonly markSeen: MarkSeen;
}

/**
 * Delete for me. The wish is in the database before it is answered: what was deleted is hidden from then on, and removed at the next
 * start at the latest. Until it is removed it can be brought back, and no other device is told. Who deletes a message has seen it, so the chat is
 * read up to there, and stays so when it comes back.
 */
export const createDeletions = (
  context: Context,
  { outbox, markSeen, settle }: DeletionsOptions,
): Pick<MessengerHandlers['messages'], 'deleteForMe' | 'restoreDeleted' | 'settleDeleted'> => {
  const { chats, messages, transaction } = context.store;
  const hideSeen = (chatId: string, orders: readonly number[]) =>
    transaction(() => {
      const chat = chats.get(chatId);
      const hidden = messages.hide(chatId, orders);
      if (!chat || hidden.length === 0) return { hidden: [], rows: [], begun: [] };
      const unseen = hidden.filter(
        ({ outgoing, order, body }) =>
          !outgoing && body.kind !== 'notice' && order > chat.readThrough,
      );
      const last = Math.max(0, ...unseen.map(({ order }) => order));
      return { hidden, ...markSeen(chat, last, unseen) };
    });
  return {
    deleteForMe: async ({ chatId, orders }) => {
      const { hidden, rows, begun } = hideSeen(chatId, orders);
      if (hidden.length === 0) return {};
      outbox.committed(rows);
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
      const { removed, rows } = settle();
      outbox.forget(removed);
      outbox.committed(rows);
      return {};
    },
  };
};
