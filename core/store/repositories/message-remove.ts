import type { Connection } from '../connection.ts';
import type { MessagesRepository } from '../types/messages.ts';
import { toUuidBytes } from '../uuid.ts';
import { createHide } from './message-hide.ts';
import { createMessageIndex } from './message-index.ts';
import { type MessageColumns, messageColumns, messageKinds, toMessage } from './message-row.ts';

type Found = MessageColumns & { at: number; chat_id: string; account_id: string };

type Removable = Pick<
  Found,
  'id' | 'message_id' | 'outgoing' | 'kind' | 'text' | 'at' | 'chat_id' | 'account_id'
>;

const createRemember = (db: Connection) => {
  const [received, sent] = ['known_ids', 'known_sent'].map((table) =>
    db.sql(
      `INSERT INTO ${table} (message_id, account_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
  );
  return (accountId: string, id: Uint8Array, outgoing: boolean, at: number): void => {
    (outgoing ? sent : received)?.run([id, accountId, at]);
  };
};

/** Removes rows with their words in the index and what waits in the outbox; an id stays known. The chats are left as they are. */
export const createRemoveRows = (db: Connection): ((rows: readonly Removable[]) => void) => {
  const index = createMessageIndex(db);
  const remove = db.sql('DELETE FROM messages WHERE id = ?');
  const remember = createRemember(db);
  const unqueue = db.sql('DELETE FROM outbox WHERE message_id = ? AND chat_id = ?');
  return (rows) => {
    for (const row of rows) {
      const isOutgoing = row.outgoing === 1;
      remove.run([row.id]);
      if (row.kind === messageKinds.text) index.remove(row.id, row.text ?? '');
      if (isOutgoing) unqueue.run([row.message_id, row.chat_id]);
      if (row.kind !== messageKinds.notice)
        remember(row.account_id, row.message_id, isOutgoing, row.at);
    }
  };
};

/** Delete for me: hidden first, then the row, its words in the index, and what waits in the outbox; an id stays known. */
export const createRemove = (
  db: Connection,
): Pick<MessagesRepository, 'hide' | 'restore' | 'hidden' | 'removeHidden' | 'remove'> => {
  const { drop, ...hiding } = createHide(db);
  const removeRows = createRemoveRows(db);
  const remember = createRemember(db);
  const qualified = messageColumns.replace(/\w+/g, 'm.$&');
  const found = (condition: string) =>
    db.sql<Found>(
      `SELECT ${qualified}, m.at, h.chat_id, h.account_id FROM messages m JOIN chats h ON h.id = m.chat WHERE ${condition}`,
    );
  const byOrder = found('m.id = ?');
  const byName = found('h.account_id = ? AND m.message_id = ? AND m.outgoing = ?');

  return {
    ...hiding,
    removeHidden: () =>
      db.transaction(() => {
        const orders = hiding.hidden();
        if (orders.length === 0) return [];
        const rows = orders.flatMap((order) => byOrder.get([order]) ?? []);
        removeRows(rows);
        // The chats follow since they were hidden.
        drop(orders);
        return rows.map((row) => toMessage(row, row.chat_id));
      }),
    remove: (accountId, names, at) =>
      db.transaction(() => {
        const rows: Found[] = [];
        for (const { messageId, outgoing } of names) {
          const id = toUuidBytes(messageId);
          const row = byName.get([accountId, id, outgoing ? 1 : 0]);
          if (row) rows.push(row);
          else remember(accountId, id, outgoing, at);
        }
        for (const { chat_id, id } of rows) hiding.hide(chat_id, [id]);
        removeRows(rows);
        drop(rows.map(({ id }) => id));
        return rows.map((row) => toMessage(row, row.chat_id));
      }),
  };
};
