import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';

/**
 * Delete for me. The wish is in the database before it is answered: what was deleted is hidden from then on, and removed at the next
 * start at the latest (`removeDeleted`). Until it is removed it can be brought back.
 */
export const createDeletions = (
  context: Context,
  outbox: Pick<Outbox, 'forget'>,
): Pick<MessengerHandlers['messages'], 'deleteForMe' | 'restoreDeleted' | 'settleDeleted'> => {
  const { messages } = context.store;
  return {
    deleteForMe: async ({ chatId, orders }) => {
      const hidden = messages.hide(chatId, orders);
      if (hidden.length === 0) return {};
      const changes = noChanges();
      changes.removed.set(
        chatId,
        hidden.map(({ order }) => order),
      );
      changes.chatIds.add(chatId);
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
