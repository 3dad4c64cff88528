import type { Message } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import { receiptRows } from '../inbox/apply.ts';
import type { Outbox, PreparedRow } from '../outbox/outbox.ts';
import type { ChatRow } from '../store/types/chats.ts';

export interface ReadingOptions {
  readonly outbox: Pick<Outbox, 'write'>;
  readonly isReady: () => boolean;
  readonly sendsReadReceipts: () => boolean;
  /** Whether this account is told anything at all. */
  readonly mayAnswer: (accountId: string) => boolean;
}

/**
 * Marks everything in a chat up to an order as seen, with the read receipts that the person allows. `hidden` were seen as well, and
 * are no longer among what the chat shows. Inside a transaction; gives the outbox rows to hand to `committed` after it.
 */
export type MarkSeen = (
  chat: ChatRow,
  throughOrder: number,
  hidden?: readonly Pick<Message, 'messageId'>[],
) => Seen;

export interface Seen {
  readonly receipts: readonly PreparedRow[];
  /** The newest of the messages whose time began by it: what a window may hold. */
  readonly begun: readonly Message[];
}

const mostTold = 200;

/** What was seen, and who is told. */
export const createReading =
  (context: Context, { outbox, isReady, sendsReadReceipts, mayAnswer }: ReadingOptions): MarkSeen =>
  (chat, throughOrder, hidden = []) => {
    const { messageIds: shown, begun } = context.store.chats.markRead(
      chat.chatId,
      throughOrder,
      context.serverClock.start(),
    );
    const seen = [...shown, ...hidden.map(({ messageId }) => messageId)];
    const { accountId, gone } = chat.contact;
    const told = sendsReadReceipts() && isReady() && !gone && mayAnswer(accountId);
    const receipts = told ? receiptRows(context, 'read', accountId, seen) : [];
    const rows = receipts.map((row) => ({ row, frame: null }));
    outbox.write(rows);
    return { receipts: rows, begun: begun.slice(-mostTold) };
  };
