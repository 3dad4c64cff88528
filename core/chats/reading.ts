import type { Message } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { SyncWork } from '../sync/sync.ts';
import { receiptRows } from './receipt-rows.ts';

export interface ReadingOptions {
  readonly outbox: Pick<Outbox, 'write'>;
  readonly isReady: () => boolean;
  readonly sendsReadReceipts: (accountId: string) => boolean;
  /** Whether this account is told anything at all. */
  readonly mayAnswer: (accountId: string) => boolean;
  readonly sync: Pick<SyncWork, 'write'>;
}

/**
 * Marks everything in a chat up to an order as seen, with the read receipts that the person allows, and a word to the account's other devices. `hidden` were seen as well, and
 * are no longer among what the chat shows. Inside a transaction; gives the outbox rows to hand to `committed` after it.
 */
export type MarkSeen = (
  chat: ChatRow,
  throughOrder: number,
  hidden?: readonly Pick<Message, 'messageId' | 'order'>[],
) => Seen;

export interface Seen {
  /** Receipts, and a word to other devices. */
  readonly rows: readonly PreparedRow[];
  /** The newest of the messages whose time began by it: what a window may hold. */
  readonly begun: readonly Message[];
}

const mostTold = 200;

/** What was seen, and who is told. */
export const createReading =
  (
    context: Context,
    { outbox, isReady, sendsReadReceipts, mayAnswer, sync }: ReadingOptions,
  ): MarkSeen =>
  (chat, throughOrder, hidden = []) => {
    const { messageIds: shown, begun } = context.store.chats.markRead(
      chat.chatId,
      throughOrder,
      context.serverClock.start(),
    );
    const seen = [...shown, ...hidden.map(({ messageId }) => messageId)];
    const { accountId, gone } = chat.contact;
    const mayTell = sendsReadReceipts(accountId) && isReady() && !gone && mayAnswer(accountId);
    const receipts = mayTell ? receiptRows(context, 'read', accountId, seen) : [];
    const rows = receipts.map((row) => ({ row, frame: null }));
    outbox.write(rows);
    const last = [...hidden].sort((one, other) => one.order - other.order).at(-1);
    const messageId = last?.messageId ?? shown.at(-1);
    const told =
      messageId === undefined
        ? []
        : sync.write([
            {
              what: 'read',
              of: accountId,
              through: { messageId, outgoing: false },
              at: context.serverClock.now(),
            },
          ]);
    return { rows: [...rows, ...told], begun: begun.slice(-mostTold) };
  };
