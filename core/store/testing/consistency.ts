import { openConnection } from '../connection.ts';
import { isShown } from '../repositories/message-hide.ts';
import type { StoreOptions } from '../types.ts';

/** What is wrong within a closed database: SQLite's own check, the search index against the messages, and the running totals. */
export const inconsistencies = (options: StoreOptions): string[] => {
  const connection = openConnection(options);
  try {
    const problems = connection
      .sql<{ integrity_check: string }>('PRAGMA integrity_check')
      .all()
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    try {
      connection.exec(
        "INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)",
      );
    } catch {
      problems.push('the search index differs from the messages');
    }
    const wrong = connection.sql<{ what: string }>(
      `SELECT 'unread total' AS what WHERE (SELECT coalesce(sum(unread_count), 0) FROM chats) <> (SELECT value FROM totals WHERE name = 'unread')
       UNION ALL SELECT 'unread of a chat' FROM chats h WHERE unread_count <> (SELECT count(*) FROM messages
         WHERE chat = h.id AND outgoing = 0 AND kind <> 2 AND id > h.read_through AND ${isShown('id')})
       UNION ALL SELECT 'last message' FROM chats h WHERE last_message IS NOT (SELECT max(id) FROM messages WHERE chat = h.id AND ${isShown('id')})
       UNION ALL SELECT 'outbox total' WHERE (SELECT count(*) FROM outbox WHERE kind = 0) <> (SELECT value FROM totals WHERE name = 'outbox_messages')
       UNION ALL SELECT 'recipients' WHERE (SELECT count(DISTINCT account_id) FROM outbox) <> (SELECT count(*) FROM outbox_recipients)`,
    );
    return [...problems, ...wrong.all().map((row) => row.what)];
  } finally {
    connection.close();
  }
};
