import type { Connection } from '../connection.ts';
import type { InboxRepository } from '../types/inbox.ts';
import { toUuidBytes } from '../uuid.ts';

/** Received ids: those of message rows, and those remembered without one. */
export const createInbox = (db: Connection): InboxRepository => {
  const known = db.sql<{ one: number }>(
    `SELECT 1 AS one FROM (SELECT ? AS message_id, ? AS account_id) q
     WHERE EXISTS (SELECT 1 FROM known_ids k WHERE k.message_id = q.message_id AND k.account_id = q.account_id)
       OR EXISTS (SELECT 1 FROM messages m WHERE m.message_id = q.message_id AND m.outgoing = 0
         AND m.chat = (SELECT id FROM chats WHERE account_id = q.account_id))`,
  );
  const remember = db.sql(
    'INSERT INTO known_ids (message_id, account_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const rememberSent = db.sql(
    'INSERT INTO known_sent (message_id, account_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const forget = ['known_ids', 'known_sent'].map((table) =>
    db.sql(`DELETE FROM ${table} WHERE at < ?`),
  );
  return {
    has: (accountId, messageId) => known.get([toUuidBytes(messageId), accountId]) !== undefined,
    remember: (accountId, messageIds, at) =>
      db.transaction(() => {
        for (const messageId of messageIds) remember.run([toUuidBytes(messageId), accountId, at]);
      }),
    rememberSent: (accountId, messageIds, at) =>
      db.transaction(() => {
        for (const messageId of messageIds)
          rememberSent.run([toUuidBytes(messageId), accountId, at]);
      }),
    forget: (before) =>
      db.transaction(() =>
        forget.reduce((sum, statement) => sum + statement.run([before]).changes, 0),
      ),
  };
};
