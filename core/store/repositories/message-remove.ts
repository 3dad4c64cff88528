import type { Connection } from '../connection.ts';
import type { MessagesRepository } from '../types.ts';
import { toUuidBytes } from '../uuid.ts';
import { createMessageIndex } from './message-index.ts';
import { messageKinds } from './message-row.ts';

/** Delete for me: the row, its words in the index, and what waits in the outbox; a received id stays known. */
export const createRemove = (db: Connection): MessagesRepository['remove'] => {
  const chatOf = db.sql<{
    id: number;
    account_id: string;
    read_through: number;
    last_message: number | null;
  }>('SELECT id, account_id, read_through, last_message FROM chats WHERE chat_id = ?');
  const index = createMessageIndex(db);
  const find = db.sql<{
    id: number;
    outgoing: number;
    kind: number;
    at: number;
    text: string | null;
  }>('SELECT id, outgoing, kind, at, text FROM messages WHERE message_id = ? AND chat = ?');
  const remove = db.sql('DELETE FROM messages WHERE id = ?');
  const remember = db.sql(
    'INSERT INTO known_ids (message_id, account_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const unqueue = db.sql('DELETE FROM outbox WHERE message_id = ? AND chat_id = ?');
  const lessUnread = db.sql(
    'UPDATE chats SET unread_count = max(0, unread_count - ?) WHERE id = ?',
  );
  const newLast = db.sql(
    'UPDATE chats SET last_message = (SELECT max(id) FROM messages WHERE chat = ?) WHERE id = ?',
  );

  return (chatId, messageIds) =>
    db.transaction(() => {
      const chat = chatOf.get([chatId]);
      if (chat === undefined) return [];
      const removed: string[] = [];
      let unread = 0;
      let lastGone = false;
      for (const messageId of messageIds) {
        const id = toUuidBytes(messageId);
        const rows = find.all([id, chat.id]);
        for (const row of rows) {
          remove.run([row.id]);
          if (row.kind === messageKinds.text) index.remove(row.id, row.text ?? '');
          lastGone ||= row.id === chat.last_message;
          if (row.outgoing === 1) unqueue.run([id, chatId]);
          else if (row.kind !== messageKinds.notice) {
            remember.run([id, chat.account_id, row.at]);
            if (row.id > chat.read_through) unread += 1;
          }
        }
        if (rows.length > 0) removed.push(messageId);
      }
      if (unread > 0) lessUnread.run([unread, chat.id]);
      if (lastGone) newLast.run([chat.id, chat.id]);
      return removed;
    });
};
