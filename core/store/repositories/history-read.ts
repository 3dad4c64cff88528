import type { Connection } from '../connection.ts';
import type { HistoryRepository, MovedMessage } from '../types/history.ts';
import { type ChatColumns, chatColumns, toChat } from './chats.ts';
import { isShown } from './message-hide.ts';
import { type MessageColumns, messageColumns, toMessage } from './message-row.ts';

type Row = MessageColumns & { at: number; account_id: string; raw: Uint8Array | null };

// What is queued here is sent from here, and told then. What disappears is not spread further.
const moves = (table: string): string =>
  `${isShown(`${table}.id`)} AND (${table}.state IS NULL OR ${table}.state <> 0) AND ${table}.expire_after_s IS NULL`;

const toMoved = (row: Row): MovedMessage => {
  const { order, outgoing, at, body, state, problem } = toMessage(row, '');
  return {
    order,
    accountId: row.account_id,
    messageId: row.message_id,
    outgoing,
    sentAt: at,
    at: row.at,
    body,
    raw: row.raw,
    state,
    problem,
  };
};

/** Reading history to hand it on. */
export const createHistoryRead = (
  db: Connection,
): Pick<HistoryRepository, 'newestOrder' | 'newestPlace' | 'count' | 'messages' | 'chats'> => {
  const newest = db.sql<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'messages'");
  const newestChat = db.sql<{ place: number | null }>('SELECT max(id) AS place FROM chats');
  const count = db.sql<{ count: number }>(
    `SELECT count(*) AS count FROM messages m WHERE m.id <= ? AND ${moves('m')}`,
  );
  const qualified = messageColumns.replace(/\w+/g, 'm.$&');
  const read = db.sql<Row>(
    `SELECT ${qualified}, m.at, m.raw, h.account_id FROM messages m CROSS JOIN chats h ON h.id = m.chat
     WHERE m.id > ? AND m.id <= ? AND ${moves('m')} ORDER BY m.id LIMIT ?`,
  );
  const chats = db.sql<ChatColumns & { place: number }>(
    `SELECT h.id AS place, ${chatColumns} FROM chats h JOIN contacts c ON c.account_id = h.account_id
     LEFT JOIN messages m ON m.id = h.last_message WHERE h.id > ? ORDER BY h.id LIMIT ?`,
  );
  return {
    newestOrder: () => newest.get()?.seq ?? 0,
    newestPlace: () => newestChat.get()?.place ?? 0,
    count: (through) => count.get([through])?.count ?? 0,
    messages: ({ after, through, limit }) => read.all([after, through, limit]).map(toMoved),
    chats: (afterPlace, limit) =>
      chats.all([afterPlace, limit]).map((row) => ({ place: row.place, chat: toChat(row) })),
  };
};
