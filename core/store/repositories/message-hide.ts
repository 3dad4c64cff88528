import type { Connection } from '../connection.ts';
import type { MessagesRepository } from '../types/messages.ts';
import { type MessageColumns, messageColumns, messageKinds, toMessage } from './message-row.ts';
import { createMeta } from './meta.ts';

const hiddenName = 'messages.hidden';

/** A condition on a column with orders: the message was not deleted for me. */
export const isShown = (order: string): string =>
  `${order} NOT IN (SELECT value FROM json_each((SELECT value FROM meta WHERE name = '${hiddenName}')))`;

type Found = MessageColumns & { chat: number; chat_id: string; read_through: number };

/**
 * What was deleted for me and can still be brought back: a list of orders in `meta`, which no contact chooses. The rows stay as they
 * are, so that receipts go on; every reading for a screen leaves them out.
 */
export const createHide = (
  db: Connection,
): Pick<MessagesRepository, 'hide' | 'restore' | 'hidden'> & {
  /** These are removed, and hidden no more. */
  readonly drop: (orders: readonly number[]) => void;
} => {
  const meta = createMeta(db);
  const qualified = messageColumns.replace(/\w+/g, 'm.$&');
  const find = db.sql<Found>(
    `SELECT ${qualified}, m.chat, h.chat_id, h.read_through FROM messages m JOIN chats h ON h.id = m.chat WHERE m.id = ?`,
  );
  const saveChat = db.sql(
    `UPDATE chats SET unread_count = max(0, unread_count + ?),
       last_message = (SELECT id FROM messages WHERE chat = ? AND ${isShown('id')} ORDER BY id DESC LIMIT 1) WHERE id = ?`,
  );

  const hidden = (): readonly number[] => {
    const orders = meta.get(hiddenName);
    return Array.isArray(orders) ? orders.filter(Number.isSafeInteger) : [];
  };
  const save = (orders: readonly number[]): void => {
    if (orders.length === 0) meta.remove(hiddenName);
    else meta.set(hiddenName, orders);
  };
  const countsAsUnread = (row: Found): boolean =>
    row.outgoing === 0 && row.kind !== messageKinds.notice && row.id > row.read_through;
  /** Sets the counters of the chats of `rows` after they were hidden (-1) or came back (1). */
  const follow = (rows: readonly Found[], step: 1 | -1): void => {
    const unread = new Map<number, number>();
    for (const row of rows)
      unread.set(row.chat, (unread.get(row.chat) ?? 0) + (countsAsUnread(row) ? step : 0));
    for (const [chat, change] of unread) saveChat.run([change, chat, chat]);
  };
  const rowsOf = (orders: Iterable<number>): Found[] =>
    [...orders].flatMap((order) => find.get([order]) ?? []);
  const toMessages = (rows: readonly Found[]) => rows.map((row) => toMessage(row, row.chat_id));

  return {
    hidden,
    drop: (orders) => {
      const gone = new Set(orders);
      save(hidden().filter((order) => !gone.has(order)));
    },
    hide: (chatId, orders) =>
      db.transaction(() => {
        const before = hidden();
        const asked = new Set(orders.filter((order) => !before.includes(order)));
        const rows = rowsOf(asked).filter((row) => row.chat_id === chatId);
        if (rows.length === 0) return [];
        save([...before, ...rows.map((row) => row.id)]);
        follow(rows, -1);
        return toMessages(rows);
      }),
    restore: (orders) =>
      db.transaction(() => {
        const before = hidden();
        const asked = new Set(orders);
        const back = before.filter((order) => asked.has(order));
        if (back.length === 0) return [];
        save(before.filter((order) => !asked.has(order)));
        const rows = rowsOf(back);
        follow(rows, 1);
        return toMessages(rows);
      }),
  };
};
