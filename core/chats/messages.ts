import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import { isOver, toShown } from '../expiry/shown.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { SyncWork } from '../sync/sync.ts';
import { createDeletions } from './deletions.ts';
import { createReading } from './reading.ts';
import { createSending, type SendingOptions } from './sending.ts';
import { textRow } from './text-row.ts';

export interface MessagesOptions extends SendingOptions {
  readonly isReady: () => boolean;
  readonly sendsReadReceipts: (accountId: string) => boolean;
  readonly mayAnswer: (accountId: string) => boolean;
  /** A text is about to be sent in this chat. */
  readonly onSpoken: (chatId: string) => void;
  /** What is over is removed before messages are given. */
  readonly beforeShown: () => void;
  readonly sync: Pick<SyncWork, 'write' | 'settleDeleted'>;
}

/** The messages of one chat. */
export const createMessages = (
  context: Context,
  options: MessagesOptions,
): Omit<MessengerHandlers['messages'], 'reportPreview' | 'report'> => {
  const { store, serverClock } = context;
  const shown = (message: Message): Message => toShown(serverClock, message);
  const { outbox } = options;
  const sendText = createSending(context, options);
  const markSeen = createReading(context, options);

  const chatOf = (chatId: string): ChatRow => {
    const chat = store.chats.get(chatId);
    if (!chat) throw new CodedError('not_found');
    return chat;
  };
  const needReady = (): void => {
    if (!options.isReady()) throw new CodedError('not_registered');
  };

  return {
    page: async ({ chatId, ...page }) => {
      chatOf(chatId);
      options.beforeShown();
      const { messages, ...rest } = store.messages.page(chatId, page);
      return { messages: messages.filter((one) => !isOver(serverClock, one)).map(shown), ...rest };
    },
    send: async (asked) => {
      needReady();
      options.onSpoken(asked.chatId);
      return shown(await sendText(asked));
    },
    retry: async ({ messageId }) => {
      needReady();
      const message = store.messages.outgoing(messageId);
      if (!message) throw new CodedError('not_found');
      const { contact, timer } = chatOf(message.chatId);
      if (contact.gone) throw new CodedError('recipient_gone');
      if (contact.blocked) throw new CodedError('blocked');
      const row = textRow(
        context,
        contact.accountId,
        message,
        timer,
        options.introduction(contact.accountId),
      );
      const changes = noChanges();
      const requeued = store.transaction(() => {
        const queued = store.messages.requeue(messageId);
        if (queued) outbox.write([{ row, frame: null }]);
        return queued;
      });
      // In any other state it is on its way or there.
      if (!requeued) return shown(message);
      outbox.committed([{ row, frame: null }]);
      noteMessages(changes, [requeued]);
      publish(context, changes);
      return shown(requeued);
    },
    markRead: async ({ chatId, throughOrder }) => {
      const chat = chatOf(chatId);
      if (chat.unreadCount === 0 && throughOrder <= chat.readThrough) return {};
      const { rows, begun } = store.transaction(() => markSeen(chat, throughOrder));
      outbox.committed(rows);
      const changes = noChanges();
      noteMessages(changes, begun);
      changes.chatIds.add(chatId);
      publish(context, changes);
      return {};
    },
    ...createDeletions(context, { outbox, markSeen, settle: options.sync.settleDeleted }),
  };
};
