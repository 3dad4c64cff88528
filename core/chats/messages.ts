import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import { receiptRows } from '../inbox/apply.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { ChatRow, NewMessage, NewOutboxRow } from '../store/types.ts';
import { type Introduction, textRow } from './text-row.ts';

interface Submitted {
  readonly message: NewMessage;
  readonly row: NewOutboxRow;
  readonly settle: (
    outcome: { readonly added: readonly Message[] } | { readonly error: unknown },
  ) => void;
}

const batchCount = 64;

export interface MessagesOptions {
  readonly outbox: Outbox;
  readonly sessions: SessionWork;
  readonly isReady: () => boolean;
  readonly sendsReadReceipts: () => boolean;
  readonly introduction: () => Introduction;
}

/** The messages of one chat. What is sent in one moment is encrypted and stored in one transaction. */
export const createMessages = (
  context: Context,
  options: MessagesOptions,
): MessengerHandlers['messages'] => {
  const { store, clock } = context;
  const { outbox, sessions } = options;
  let waiting: Submitted[] = [];
  let scheduled = false;

  const flush = async (): Promise<void> => {
    let batch: readonly Submitted[] = [];
    const changes = noChanges();
    let added: readonly Message[] = [];
    try {
      const prepared = await sessions.run(
        (unit) => {
          batch = waiting.slice(0, batchCount);
          waiting = waiting.slice(batch.length);
          return outbox.prepare(
            unit,
            batch.map(({ row }) => row),
          );
        },
        (rows) => {
          added = store.messages.add(batch.map(({ message }) => message));
          noteMessages(changes, added);
          outbox.write(rows);
        },
      );
      outbox.committed(prepared);
      for (const { settle } of batch) settle({ added });
      publish(context, changes);
    } catch (error) {
      for (const { settle } of batch.length > 0 ? batch : waiting.splice(0)) settle({ error });
    }
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      // The next batch gathers while this one is written.
      void flush().then(() => {
        if (waiting.length > 0) schedule();
      });
    });
  };

  const submit = (message: NewMessage, row: NewOutboxRow): Promise<Message | undefined> =>
    new Promise((resolve, reject) => {
      waiting.push({
        message,
        row,
        settle: (outcome) =>
          'error' in outcome
            ? reject(outcome.error)
            : resolve(outcome.added.find(({ messageId }) => messageId === message.messageId)),
      });
      schedule();
    });

  const chatOf = (chatId: string): ChatRow => {
    const chat = store.chats.get(chatId);
    if (!chat) throw new CodedError('not_found');
    return chat;
  };
  const needReady = (): void => {
    if (!options.isReady()) throw new CodedError('not_registered');
  };

  const underWay = new Map<string, Promise<Message>>();

  const send = async (chatId: string, messageId: string, text: string): Promise<Message> => {
    needReady();
    const known = store.messages.outgoing(messageId);
    if (known) return known;
    const { contact } = chatOf(chatId);
    if (contact.gone) throw new CodedError('recipient_gone');
    const now = clock.now();
    const message = {
      chatId,
      messageId,
      outgoing: true,
      sentAt: now,
      at: now,
      body: { kind: 'text', text },
      state: 'queued',
    } as const;
    const stored =
      (await submit(
        message,
        textRow(context, contact.accountId, message, options.introduction()),
      )) ?? store.messages.outgoing(messageId);
    if (!stored) throw new CodedError('not_found');
    return stored;
  };

  return {
    page: async ({ chatId, ...page }) => {
      chatOf(chatId);
      const { messages, ...rest } = store.messages.page(chatId, page);
      return { messages: [...messages], ...rest };
    },
    send: ({ chatId, messageId, text }) => {
      const present = underWay.get(messageId);
      if (present) return present;
      const sending = send(chatId, messageId, text).finally(() => underWay.delete(messageId));
      underWay.set(messageId, sending);
      return sending;
    },
    retry: async ({ messageId }) => {
      needReady();
      const message = store.messages.outgoing(messageId);
      if (!message) throw new CodedError('not_found');
      const { contact } = chatOf(message.chatId);
      if (contact.gone) throw new CodedError('recipient_gone');
      const row = textRow(context, contact.accountId, message, options.introduction());
      const changes = noChanges();
      const requeued = store.transaction(() => {
        const queued = store.messages.requeue(messageId, clock.now());
        if (queued) outbox.write([{ row, frame: null }]);
        return queued;
      });
      // In any other state it is on its way or there.
      if (!requeued) return message;
      outbox.committed([{ row, frame: null }]);
      noteMessages(changes, [requeued]);
      publish(context, changes);
      return requeued;
    },
    markRead: async ({ chatId, throughOrder }) => {
      const chat = chatOf(chatId);
      if (chat.unreadCount === 0 && throughOrder <= chat.readThrough) return {};
      const allowed = options.sendsReadReceipts() && options.isReady() && !chat.contact.gone;
      const prepared = store.transaction(() => {
        const { messageIds } = store.chats.markRead(chatId, throughOrder);
        const rows = (
          allowed ? receiptRows(context, 'read', chat.contact.accountId, messageIds) : []
        ).map((row) => ({ row, frame: null }));
        outbox.write(rows);
        return rows;
      });
      outbox.committed(prepared);
      const changes = noChanges();
      changes.chatIds.add(chatId);
      publish(context, changes);
      return {};
    },
    deleteForMe: async ({ chatId, messageIds }) => {
      chatOf(chatId);
      const removed = store.messages.remove(chatId, messageIds);
      if (removed.length === 0) return {};
      outbox.forget(new Set(removed));
      const changes = noChanges();
      changes.removed.set(chatId, [...removed]);
      changes.chatIds.add(chatId);
      publish(context, changes);
      return {};
    },
  };
};
