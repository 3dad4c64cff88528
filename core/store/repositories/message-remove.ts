import type { Connection } from '../connection.ts';
import type { MessagesRepository } from '../types/messages.ts';
import { createHide } from './message-hide.ts';
import { createMessageIndex } from './message-index.ts';
import { type MessageColumns, messageColumns, messageKinds, toMessage } from './message-row.ts';

type Found = MessageColumns & { at: number; chat_id: string; account_id: string };

type Removable = Pick<
  Found,
  'id' | 'message_id' | 'outgoing' | 'kind' | 'text' | 'at' | 'chat_id' | 'account_id'
>;

/** Removes rows with their words in the index and what waits in the outbox; a received id stays known. The chats are left as they are. */
export const createRemoveRows = (db: Connection): ((rows: readonly Removable[]) => void) => {
  const index = createMessageIndex(db);
  const remove = db.sql('DELETE FROM messages WHERE id = ?');
  const remember = db.sql(
    'INSERT INTO known_ids (message_id, account_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const unqueue = db.sql('DELETE FROM outbox WHERE message_id = ? AND chat_id = ?');
  return (rows) => {
    for (const row of rows) {
      remove.run([row.id]);
      if (row.kind === messageKinds.text) index.remove(row.id, row.text ?? '');
      if (row.outgoing === 1) unqueue.run([row.message_id, row.chat_id]);
      else if (row.kind !== messageKinds.notice)
        remember.run([row.message_id, row.account_id, row.at]);
    }
  };
};

/** Delete for me: hidden first, then the row, its words in the index, and what waits in the outbox; a received id stays known. */
export const createRemove = (
  db: Connection,
): Pick<MessagesRepository, 'hide' | 'restore' | 'hidden' | 'removeHidden'> => {
  const { clear, ...hiding } = createHide(db);
  const removeRows = createRemoveRows(db);
  const qualified = messageColumns.replace(/\w+/g, 'm.$&');
  const find = db.sql<Found>(
    `SELECT ${qualified}, m.at, h.chat_id, h.account_id FROM messages m JOIN chats h ON h.id = m.chat WHERE m.id = ?`,
  );

  return {
    ...hiding,
    removeHidden: () =>
      db.transaction(() => {
        const orders = hiding.hidden();
        if (orders.length === 0) return [];
        const rows = orders.flatMap((order) => find.get([order]) ?? []);
        removeRows(rows);
        // The chats follow since they were hidden.
        clear();
        return rows.map((row) => toMessage(row, row.chat_id));
      }),
  };
};
