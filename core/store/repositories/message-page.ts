import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Connection } from '../connection.ts';
import type { MessagesRepository, PageAnchor } from '../types/messages.ts';
import { isShown } from './message-hide.ts';
import { type MessageColumns, messageColumns, toMessage } from './message-row.ts';

/** Pages of one chat: two walks of the (chat, order) index, outwards from the anchor. */
export const createMessagePage = (db: Connection): MessagesRepository['page'] => {
  const chatOf = db.sql<{ id: number; unread_count: number; read_through: number }>(
    'SELECT id, unread_count, read_through FROM chats WHERE chat_id = ?',
  );
  const firstUnread = db.sql<{ id: number }>(
    `SELECT id FROM messages WHERE chat = ? AND id > ? AND outgoing = 0 AND kind <> 2 AND ${isShown('id')} ORDER BY id LIMIT 1`,
  );
  const older = db.sql<MessageColumns>(
    `SELECT ${messageColumns} FROM messages WHERE chat = ? AND id < ? AND ${isShown('id')} ORDER BY id DESC LIMIT ?`,
  );
  const newer = db.sql<MessageColumns>(
    `SELECT ${messageColumns} FROM messages WHERE chat = ? AND id >= ? AND ${isShown('id')} ORDER BY id LIMIT ?`,
  );
  const beyondAll = Number.MAX_SAFE_INTEGER;
  const anchorOrder = (anchor: PageAnchor, firstUnreadOrder: number | null): number => {
    if (anchor.at === 'order') return anchor.order;
    return anchor.at === 'unread' && firstUnreadOrder !== null ? firstUnreadOrder : beyondAll;
  };

  return (chatId, { anchor, before, after }) => {
    const chat = chatOf.get([chatId]);
    if (chat === undefined) throw new CodedError('not_found');
    const firstUnreadOrder =
      chat.unread_count === 0 ? null : (firstUnread.get([chat.id, chat.read_through])?.id ?? null);
    const order = anchorOrder(anchor, firstUnreadOrder);
    const newest = order === beyondAll;
    // At the newest end there is nothing after, so the whole page goes to what is before.
    const olderCount = newest ? Math.max(1, before + after) : before;
    const olderRows = older.all([chat.id, order, olderCount + 1]);
    const newerRows = newest ? [] : newer.all([chat.id, order, after + 2]);
    const rows = [...olderRows.slice(0, olderCount).reverse(), ...newerRows.slice(0, after + 1)];
    return {
      messages: rows.map((row) => toMessage(row, chatId)),
      hasOlder: olderRows.length > olderCount,
      hasNewer: newerRows.length > after + 1,
      firstUnreadOrder,
    };
  };
};
