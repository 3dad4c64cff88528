import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from '../connection.ts';
import { isShown } from '../repositories/message-hide.ts';
import { messageKinds } from '../repositories/message-row.ts';
import { toUuidBytes } from '../uuid.ts';
import { createWalk, readTree } from './b-tree.ts';
import { idFor } from './fill-gaps.ts';
import type { PageSource } from './page-source.ts';

const rowsPerTurn = 2_000;

/**
 * The chats (their numbers in `into`) that had messages which were not read: by the index `messages_of_chat` at `root`, which holds every
 * message's chat and order. Where that index is damaged too, every chat with messages may have lost some.
 */
export const findChatsWithLoss = async (
  source: PageSource,
  root: number | undefined,
  into: Connection,
): Promise<readonly number[]> => {
  const isThere = into.sql<{ one: number }>('SELECT 1 AS one FROM messages WHERE id = ?');
  const present = into.sql<{ id: number }>(
    'SELECT id FROM chats WHERE id IN (SELECT chat FROM messages) OR id IN (SELECT value FROM json_each(?))',
  );
  const lost = new Set<number>();
  const walk = createWalk();
  let count = 0;
  for (const { columns } of root === undefined ? [] : readTree(source, root, walk)) {
    const [chat, id] = columns;
    if (typeof chat !== 'number' || typeof id !== 'number') continue;
    if (!lost.has(chat) && isThere.get([id]) === undefined) lost.add(chat);
    if (++count % rowsPerTurn === 0) await nextTurn();
  }
  const isPartly = root === undefined || walk.lostPages + walk.lostRows > 0;
  return present
    .all([JSON.stringify([...lost])])
    .map(({ id }) => id)
    .filter((id) => isPartly || lost.has(id));
};

/** Says in each of these chats that messages from before may be missing, and counts anew what is unread. Inside a transaction. */
export const addLossNotices = (into: Connection, chats: readonly number[], at: number): void => {
  const add = into.sql(
    `INSERT INTO messages (chat, message_id, outgoing, sent_at, at, kind, notice)
     VALUES (?, ?, 0, ?, ?, ${messageKinds.notice}, 'database_repaired')`,
  );
  const saveChat = into.sql(
    `UPDATE chats SET last_message = ?, unread_count = (SELECT count(*) FROM messages
       WHERE chat = chats.id AND outgoing = 0 AND kind <> ${messageKinds.notice} AND messages.id > chats.read_through AND ${isShown('messages.id')}) WHERE id = ?`,
  );
  for (const chat of chats) {
    const { lastInsertRowid } = add.run([chat, toUuidBytes(idFor(`notice-${at}`, chat)), at, at]);
    saveChat.run([lastInsertRowid, chat]);
  }
};
