import { createHash } from 'node:crypto';
import type { Connection } from '../connection.ts';
import { isShown } from '../repositories/message-hide.ts';
import { fromUuidBytes } from '../uuid.ts';

/** The same id for the same gap, so that a second repair of the same file gives the same chats. */
export const idFor = (what: string, number: number): string => {
  const bytes = createHash('sha256').update(`bisik-recovered-${what}-${number}`).digest();
  return fromUuidBytes(bytes.subarray(0, 16));
};

/** Chats by their number, as far as they are known from elsewhere. */
export type ChatNames = ReadonlyMap<
  number,
  { readonly chatId: string; readonly accountId: string }
>;

/**
 * Makes what rows point at and is lost: a contact for a chat, and a chat for messages: by `names`, else with a contact without
 * a name, marked gone. So every
 * message that was read can be seen. Whether they were accepted is lost; who was written to was. Also sets each chat's newest message. True when something was missing.
 */
export const fillGaps = (db: Connection, names: ChatNames): boolean => {
  const orphanChats = db.sql<{ account_id: string }>(
    'SELECT account_id FROM chats WHERE account_id NOT IN (SELECT account_id FROM contacts)',
  );
  const orphanMessages = db.sql<{ chat: number; at: number }>(
    'SELECT chat, max(at) AS at FROM messages WHERE chat NOT IN (SELECT id FROM chats) GROUP BY chat',
  );
  const addContact = db.sql(
    'INSERT INTO contacts (account_id, kind, gone) VALUES (?, 0, ?) ON CONFLICT DO NOTHING',
  );
  const acceptWritten = db.sql(
    `UPDATE contacts SET standing = 1 WHERE standing = 0 AND account_id IN (SELECT account_id FROM chats h
       WHERE EXISTS (SELECT 1 FROM messages WHERE chat = h.id AND outgoing = 1))`,
  );
  const addChat = db.sql(
    'INSERT OR IGNORE INTO chats (id, chat_id, account_id, active_at) VALUES (?, ?, ?, ?)',
  );
  const lastMessages = db.sql(
    `UPDATE chats SET last_message = (SELECT max(id) FROM messages WHERE chat = chats.id AND ${isShown('id')})
     WHERE last_message IS NOT (SELECT max(id) FROM messages WHERE chat = chats.id AND ${isShown('id')})`,
  );
  return db.transaction(() => {
    const messages = orphanMessages.all();
    for (const { chat, at } of messages) {
      const known = names.get(chat);
      const accountId = known?.accountId ?? idFor('account', chat);
      addContact.run([accountId, known === undefined ? 1 : 0]);
      addChat.run([chat, known?.chatId ?? idFor('chat', chat), accountId, at]);
    }
    const chats = orphanChats.all();
    for (const chat of chats) addContact.run([chat.account_id, 0]);
    acceptWritten.run();
    lastMessages.run();
    return chats.length + messages.length > 0;
  });
};
