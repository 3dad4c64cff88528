import type { Connection } from '../connection.ts';
import type { ExpiryStart, MessagesRepository } from '../types/messages.ts';
import { fromUuidBytes } from '../uuid.ts';
import { isShown } from './message-hide.ts';
import { createRemoveRows } from './message-remove.ts';
import { type MessageColumns, messageColumns, messageKinds } from './message-row.ts';

const createUnsure = (db: Connection) => {
  const add = db.sql(
    'INSERT OR REPLACE INTO unsure_starts (id, run, earliest_at) VALUES (?, ?, ?)',
  );
  return (id: number, { unsure }: ExpiryStart): void => {
    if (unsure) add.run([id, unsure.run, unsure.earliestAt]);
  };
};

/** Begins the time of one message, unless it stays or its time runs. Gives the row as it is then. Inside a transaction. */
export const createStart = (
  db: Connection,
): (<R extends MessageColumns>(row: R, start: ExpiryStart) => R) => {
  const begin = db.sql('UPDATE messages SET expires_at = ? WHERE id = ?');
  const addUnsure = createUnsure(db);
  return (row, start) => {
    if (row.expire_after_s === null || row.expires_at !== null) return row;
    const expiresAt = start.at + row.expire_after_s * 1_000;
    begin.run([expiresAt, row.id]);
    addUnsure(row.id, start);
    return { ...row, expires_at: expiresAt };
  };
};

/** Begins the time of what was received in a chat between two orders, hidden messages included; gives them. Inside a transaction. */
export const createStartRead = (
  db: Connection,
): ((
  chat: number,
  after: number,
  through: number,
  start: ExpiryStart,
) => readonly MessageColumns[]) => {
  const begin = db.sql<MessageColumns>(
    `UPDATE messages SET expires_at = ? + expire_after_s * 1000 WHERE chat = ? AND id > ? AND id <= ?
     AND outgoing = 0 AND expire_after_s IS NOT NULL AND expires_at IS NULL RETURNING ${messageColumns}`,
  );
  const addUnsure = createUnsure(db);
  return (chat, after, through, start) => {
    const begun = begin.all([start.at, chat, after, through]);
    for (const { id } of begun) addUnsure(id, start);
    return begun;
  };
};

type Found = { id: number; chat: number; read_through: number; is_hidden: number } & Pick<
  MessageColumns,
  'message_id' | 'outgoing' | 'kind' | 'text'
> & { at: number; chat_id: string; account_id: string };

/** Removing what is over, by the index of what runs. */
export const createExpire = (
  db: Connection,
): Pick<MessagesRepository, 'nextExpiry' | 'expire' | 'settleStarts'> => {
  const next = db.sql<{ at: number | null }>(
    'SELECT min(expires_at) AS at FROM messages WHERE expires_at IS NOT NULL',
  );
  const over = db.sql<Found>(
    `SELECT m.id, m.chat, m.message_id, m.outgoing, m.kind, m.text, m.at, h.chat_id, h.account_id, h.read_through,
       NOT ${isShown('m.id')} AS is_hidden
     FROM messages m JOIN chats h ON h.id = m.chat WHERE m.expires_at <= ? ORDER BY m.expires_at LIMIT ?`,
  );
  const forgetStart = db.sql('DELETE FROM unsure_starts WHERE id = ?');
  const saveChat = db.sql(
    `UPDATE chats SET unread_count = max(0, unread_count - ?),
       last_message = (SELECT id FROM messages WHERE chat = ? AND ${isShown('id')} ORDER BY id DESC LIMIT 1) WHERE id = ?`,
  );
  const moveOwn = db.sql(
    'UPDATE messages SET expires_at = expires_at + ? WHERE id IN (SELECT id FROM unsure_starts WHERE run = ?)',
  );
  const boundFormer = db.sql(
    `UPDATE messages SET expires_at = min(expires_at,
       (SELECT earliest_at FROM unsure_starts u WHERE u.id = messages.id) + expire_after_s * 1000)
     WHERE id IN (SELECT id FROM unsure_starts WHERE run <> ?)`,
  );
  const settle = db.sql('DELETE FROM unsure_starts');
  const removeRows = createRemoveRows(db);

  return {
    nextExpiry: () => next.get()?.at ?? null,
    expire: (now, limit) =>
      db.transaction(() => {
        const rows = over.all([now, limit]);
        removeRows(rows);
        const unread = new Map<number, number>();
        for (const row of rows) {
          forgetStart.run([row.id]);
          const counted =
            row.outgoing === 0 &&
            row.kind !== messageKinds.notice &&
            row.id > row.read_through &&
            row.is_hidden === 0;
          unread.set(row.chat, (unread.get(row.chat) ?? 0) + (counted ? 1 : 0));
        }
        for (const [chat, count] of unread) saveChat.run([count, chat, chat]);
        return rows.map((row) => ({
          chatId: row.chat_id,
          order: row.id,
          messageId: fromUuidBytes(row.message_id),
          outgoing: row.outgoing === 1,
        }));
      }),
    settleStarts: ({ run, moveMs, isSane }) =>
      db.transaction(() => {
        moveOwn.run([moveMs, run]);
        if (!isSane) boundFormer.run([run]);
        settle.run();
      }),
  };
};
