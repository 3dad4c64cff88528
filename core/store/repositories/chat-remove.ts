import type { Connection } from '../connection.ts';
import type { ChatsRepository } from '../types/chats.ts';
import { createMessageIndex } from './message-index.ts';
import { messageKinds } from './message-row.ts';

/** Removing a chat: its messages, their words in the index, what waits of them in the outbox; received ids stay known. */
export const removeChat = (db: Connection): ChatsRepository['remove'] => {
  const index = createMessageIndex(db);
  const find = db.sql<{ id: number; account_id: string }>(
    'SELECT id, account_id FROM chats WHERE chat_id = ?',
  );
  const texts = db.sql<{ id: number; text: string | null }>(
    `SELECT id, text FROM messages WHERE chat = ? AND kind = ${messageKinds.text}`,
  );
  const remember = db.sql(
    `INSERT INTO known_ids (message_id, account_id, at) SELECT message_id, ?, at FROM messages
     WHERE chat = ? AND outgoing = 0 AND kind <> ${messageKinds.notice} ON CONFLICT DO NOTHING`,
  );
  const removeMessages = db.sql('DELETE FROM messages WHERE chat = ?');
  const unqueue = db.sql('DELETE FROM outbox WHERE chat_id = ?');
  const remove = db.sql('DELETE FROM chats WHERE id = ?');
  return (chatId) =>
    db.transaction(() => {
      const chat = find.get([chatId]);
      if (chat === undefined) return;
      for (const { id, text } of texts.all([chat.id])) index.remove(id, text ?? '');
      remember.run([chat.account_id, chat.id]);
      unqueue.run([chatId]);
      // The chat no longer points at a message of its own.
      removeMessages.run([chat.id]);
      remove.run([chat.id]);
    });
};
