import type { Connection } from '../connection.ts';
import type { SearchRepository } from '../types/search.ts';
import { fromUuidBytes } from '../uuid.ts';
import { type ChatColumns, chatColumns, toChat } from './chats.ts';
import { type ContactColumns, contactColumns, isListed, toContact } from './contacts.ts';
import { isShown } from './message-hide.ts';
import { toFtsQuery, toSnippet } from './search-query.ts';

type HitColumns = ContactColumns & {
  id: number;
  message_id: Uint8Array;
  chat_id: string;
  sent_at: number;
  outgoing: number;
  snippet: string;
};

/**
 * The query over messages: parameters are the FTS5 query, an order (exclusive) and a limit. FTS5 walks its lists by rowid backwards, so
 * that it stops at the limit instead of ranking every hit; the cross joins keep it outermost.
 */
export const messageSearchSql = `SELECT f.rowid AS id, snippet(messages_fts, 0, char(2), char(3), '…', 16) AS snippet,
    m.message_id, m.sent_at, m.outgoing, h.chat_id, ${contactColumns}
  FROM messages_fts f CROSS JOIN messages m ON m.id = f.rowid CROSS JOIN chats h ON h.id = m.chat
  CROSS JOIN contacts c ON c.account_id = h.account_id
  WHERE messages_fts MATCH ? AND f.rowid < ? AND ${isListed} AND ${isShown('f.rowid')}
  ORDER BY f.rowid DESC LIMIT ?`;

/** Search over messages and names. */
export const createSearch = (db: Connection): SearchRepository => {
  const messages = db.sql<HitColumns>(messageSearchSql);
  const chats = db.sql<ChatColumns>(
    `SELECT ${chatColumns} FROM contacts_fts f CROSS JOIN contacts c ON c.id = f.rowid
     CROSS JOIN chats h ON h.account_id = c.account_id LEFT JOIN messages m ON m.id = h.last_message
     WHERE contacts_fts MATCH ? AND ${isListed} ORDER BY h.active_at DESC LIMIT ?`,
  );
  return {
    messages: (text, { limit, before = Number.MAX_SAFE_INTEGER }) => {
      const query = toFtsQuery(text, true);
      if (query === null) return [];
      return messages.all([query, before, limit]).map((row) => ({
        chatId: row.chat_id,
        messageId: fromUuidBytes(row.message_id),
        order: row.id,
        contact: toContact(row),
        at: row.sent_at,
        outgoing: row.outgoing === 1,
        snippet: toSnippet(row.snippet),
      }));
    },
    chats: (text, limit) => {
      const query = toFtsQuery(text, false);
      return query === null ? [] : chats.all([query, limit]).map(toChat);
    },
  };
};
