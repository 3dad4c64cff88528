import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Message } from '../../../contract/ipc/model.ts';
import type { Connection } from '../connection.ts';
import type { MessagesRepository, NewMessage } from '../types/messages.ts';
import { toUuidBytes } from '../uuid.ts';
import { createEarly } from './early.ts';
import { createStartRead } from './message-expire.ts';
import { createMessageIndex } from './message-index.ts';
import { fromOrigin, originColumns } from './message-origin.ts';
import { messageKinds, stateNumber, toNoticeText } from './message-row.ts';

/** What a batch changes in one chat, written once at its end. */
interface ChatChange {
  readonly id: number;
  readonly accountId: string;
  written: boolean;
  unread: number;
  readThrough: number;
  activeAt: number;
  lastMessage: number | null;
}

const toExpiry = ({ expireAfterS = null, expiresAt = null }: NewMessage): Message['expiry'] =>
  expireAfterS === null ? null : { afterS: expireAfterS, at: expiresAt };

/** Adding messages, with their chats. */
export const createAdd = (db: Connection): MessagesRepository['add'] => {
  const chatOf = db.sql<{
    id: number;
    account_id: string;
    unread_count: number;
    read_through: number;
    active_at: number;
  }>('SELECT id, account_id, unread_count, read_through, active_at FROM chats WHERE chat_id = ?');
  // Removed here before, or an own one: the other side knows the ids of what it got, and could put words of its own in their
  // place on the screen.
  const isRefused = db.sql<{ one: number }>(
    `SELECT 1 AS one FROM known_ids WHERE message_id = ? AND account_id = ?
     UNION ALL SELECT 1 FROM messages WHERE message_id = ? AND chat = ? AND outgoing = 1`,
  );
  const wasRemoved = db.sql<{ one: number }>(
    'SELECT 1 AS one FROM known_sent WHERE message_id = ? AND account_id = ?',
  );
  const early = createEarly(db);
  const startRead = createStartRead(db);
  const insert = db.sql(
    `INSERT INTO messages (chat, message_id, outgoing, sent_at, at, kind, text, notice, raw, state, expire_after_s, expires_at,
      ${originColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (chat, message_id, outgoing) DO NOTHING`,
  );
  const index = createMessageIndex(db);
  const setState = db.sql('UPDATE messages SET state = ? WHERE id = ?');
  const saveChat = db.sql(
    'UPDATE chats SET unread_count = ?, read_through = ?, active_at = ?, last_message = coalesce(?, last_message) WHERE id = ?',
  );

  // Who is written to is a contact from then on, whichever device wrote.
  const accept = db.sql('UPDATE contacts SET standing = 1 WHERE account_id = ? AND standing <> 1');

  const openChat = (chatId: string): ChatChange => {
    const row = chatOf.get([chatId]);
    if (row === undefined) throw new CodedError('not_found');
    return {
      id: row.id,
      accountId: row.account_id,
      written: false,
      unread: row.unread_count,
      readThrough: row.read_through,
      activeAt: row.active_at,
      lastMessage: null,
    };
  };

  const isKnown = (id: Uint8Array, outgoing: boolean, chat: ChatChange): boolean =>
    outgoing
      ? wasRemoved.get([id, chat.accountId]) !== undefined
      : isRefused.get([id, chat.accountId, id, chat.id]) !== undefined;

  /** The order, or null when the message is known. */
  const write = (message: NewMessage, id: Uint8Array, chat: ChatChange): number | null => {
    const { body } = message;
    const { changes, lastInsertRowid } = insert.run([
      chat.id,
      id,
      message.outgoing ? 1 : 0,
      message.sentAt,
      message.at,
      messageKinds[body.kind],
      body.kind === 'text' ? body.text : null,
      body.kind === 'notice' ? toNoticeText(body) : null,
      body.kind === 'unknown' ? (message.raw ?? new Uint8Array()) : null,
      message.state === null ? null : stateNumber(message.state),
      message.expireAfterS ?? null,
      message.expiresAt ?? null,
      ...fromOrigin(message.origin),
    ]);
    if (changes === 0) return null;
    if (body.kind === 'text') index.add(lastInsertRowid, body.text);
    return lastInsertRowid;
  };

  /** What was heard of it before it came. */
  const meet = (
    message: NewMessage,
    id: Uint8Array,
    order: number,
    chat: ChatChange,
  ): Pick<Message, 'state' | 'expiry'> => {
    const { outgoing, state } = message;
    const expiry = toExpiry(message);
    const heard = early.take(chat.accountId, id, outgoing);
    const seenAt = heard.get('seen');
    if (seenAt !== undefined) {
      startRead(chat.id, chat.readThrough, order, { at: seenAt, unsure: null });
      chat.unread = 0;
      chat.readThrough = order;
    }
    const further = state !== 'read' && heard.has('read') ? 'read' : state;
    const now = further === 'sent' && heard.has('delivered') ? 'delivered' : further;
    if (now !== null && now !== state) setState.run([stateNumber(now), order]);
    const isBegun = !outgoing && seenAt !== undefined && expiry !== null;
    return {
      state: now,
      expiry: isBegun ? { ...expiry, at: seenAt + expiry.afterS * 1_000 } : expiry,
    };
  };

  const count = (message: NewMessage, order: number, chat: ChatChange): void => {
    chat.lastMessage = order;
    // The row of the list says when its newest line came, whichever it is, and stands where that belongs.
    chat.activeAt = Math.max(chat.activeAt, message.at);
    if (message.body.kind !== 'notice') {
      if (message.outgoing) chat.written = true;
      else chat.unread += 1;
    }
    // Nothing unread: what comes from here is seen, so the first unread message is always close behind `read_through`.
    if (chat.unread === 0) chat.readThrough = order;
  };

  return (messages) =>
    db.transaction(() => {
      const chats = new Map<string, ChatChange>();
      const added: Message[] = [];
      const isAwaited = early.isAny();
      for (const message of messages) {
        const { chatId, messageId, outgoing, sentAt, body } = message;
        const id = toUuidBytes(messageId);
        const chat = chats.get(chatId) ?? openChat(chatId);
        chats.set(chatId, chat);
        const order = isKnown(id, outgoing, chat) ? null : write(message, id, chat);
        if (order === null) continue;
        count(message, order, chat);
        const met = isAwaited ? meet(message, id, order, chat) : message;
        added.push({
          messageId,
          chatId,
          order,
          outgoing,
          at: sentAt,
          body,
          state: met.state,
          problem: null,
          expiry: 'expiry' in met ? met.expiry : toExpiry(message),
        });
      }
      for (const chat of chats.values()) {
        if (chat.lastMessage === null) continue;
        saveChat.run([chat.unread, chat.readThrough, chat.activeAt, chat.lastMessage, chat.id]);
        if (chat.written) accept.run([chat.accountId]);
      }
      return added;
    });
};
