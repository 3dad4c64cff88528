import { isTimerAfter } from '../../../contract/content/timer.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Connection } from '../connection.ts';
import type { ContactStanding } from '../types/contacts.ts';
import type { HistoryRepository, MovedMessage } from '../types/history.ts';
import { createChats } from './chats.ts';
import { createContacts } from './contacts.ts';
import { createEarly } from './early.ts';
import { isShown } from './message-hide.ts';
import { createMessageIndex } from './message-index.ts';
import { messageKinds, stateNumber, toNoticeText } from './message-row.ts';

/** What a batch changes in one chat, written once at its end. */
interface ChatChange {
  readonly id: number;
  readonly chatId: string;
  readThrough: number;
  seen: boolean;
  unread: number;
  activeAt: number;
  lastOrder: number;
  isChanged: boolean;
}

/** From what says least to what the person decided. */
const closeness: readonly ContactStanding[] = ['none', 'request', 'accepted'];
const further = (a: ContactStanding, b: ContactStanding): ContactStanding =>
  closeness.indexOf(a) > closeness.indexOf(b) ? a : b;

/** Adding history below what is here. */
export const createHistoryAdd = (
  db: Connection,
): Pick<HistoryRepository, 'reserve' | 'addChats' | 'addMessages'> => {
  const contacts = createContacts(db);
  const chats = createChats(db);
  const index = createMessageIndex(db);
  const sequence = db.sql<{ seq: number }>(
    "SELECT seq FROM sqlite_sequence WHERE name = 'messages'",
  );
  const begin = db.sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)");
  const raise = db.sql("UPDATE sqlite_sequence SET seq = ? WHERE name = 'messages'");

  const chatOf = db.sql<{ id: number; chat_id: string; read_through: number }>(
    'SELECT id, chat_id, read_through FROM chats WHERE account_id = ?',
  );
  const wasRemoved = (table: 'known_ids' | 'known_sent') =>
    db.sql<{ one: number }>(
      `SELECT 1 AS one FROM ${table} WHERE message_id = ? AND account_id = ?`,
    );
  const received = wasRemoved('known_ids');
  const sent = wasRemoved('known_sent');
  const early = createEarly(db);
  const setState = db.sql('UPDATE messages SET state = ? WHERE id = ?');
  const insert = db.sql(
    `INSERT INTO messages (id, chat, message_id, outgoing, sent_at, at, kind, text, notice, raw, state, problem)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const saveChat = db.sql(
    `UPDATE chats SET unread_count = unread_count + ?, active_at = max(active_at, ?),
       last_message = max(coalesce(last_message, 0), ?) WHERE id = ?`,
  );
  // By the index of the chat from what was read on, which is short.
  const countUnread = db.sql<{ count: number }>(
    `SELECT count(*) AS count FROM messages WHERE chat = ? AND id > ? AND outgoing = 0 AND kind <> 2 AND ${isShown('id')}`,
  );
  const saveRead = db.sql(
    'UPDATE chats SET unread_count = ?, read_through = ?, active_at = max(active_at, ?) WHERE id = ?',
  );

  const openChat = (accountId: string): ChatChange => {
    const row = chatOf.get([accountId]);
    if (row === undefined) throw new CodedError('not_found');
    return {
      id: row.id,
      chatId: row.chat_id,
      readThrough: row.read_through,
      seen: false,
      unread: 0,
      activeAt: 0,
      lastOrder: 0,
      isChanged: false,
    };
  };

  const write = (message: MovedMessage, chat: ChatChange): boolean => {
    const { order, messageId, accountId, outgoing, body, state, problem } = message;
    if ((outgoing ? sent : received).get([messageId, accountId]) !== undefined) return false;
    const { changes } = insert.run([
      order,
      chat.id,
      messageId,
      outgoing ? 1 : 0,
      message.sentAt,
      message.at,
      messageKinds[body.kind],
      body.kind === 'text' ? body.text : null,
      body.kind === 'notice' ? toNoticeText(body) : null,
      body.kind === 'unknown' ? (message.raw ?? new Uint8Array()) : null,
      state === null ? null : stateNumber(state),
      problem === null ? null : JSON.stringify(problem),
    ]);
    if (changes === 0) return false;
    if (body.kind === 'text') index.add(order, body.text);
    return true;
  };

  /** What was heard of it before it came: receipts, and that it was seen elsewhere. */
  const meet = (
    { order, outgoing, accountId, messageId, state }: MovedMessage,
    chat: ChatChange,
  ) => {
    const heard = early.take(accountId, messageId, outgoing);
    if (heard.has('seen') && order > chat.readThrough) {
      chat.readThrough = order;
      chat.seen = true;
    }
    const further = state !== 'read' && heard.has('read') ? 'read' : state;
    const now = further === 'sent' && heard.has('delivered') ? 'delivered' : further;
    if (now !== null && now !== state) setState.run([stateNumber(now), order]);
  };

  const note = ({ order, outgoing, at, body }: MovedMessage, chat: ChatChange): void => {
    chat.isChanged = true;
    chat.lastOrder = Math.max(chat.lastOrder, order);
    chat.activeAt = Math.max(chat.activeAt, at);
    if (body.kind === 'notice') return;
    if (!outgoing && order > chat.readThrough) chat.unread += 1;
  };

  return {
    reserve: (count) =>
      db.transaction(() => {
        const last = sequence.get()?.seq;
        if (last === undefined) begin.run([count]);
        else raise.run([last + count]);
        return last ?? 0;
      }),
    addChats: (moved, newId) =>
      db.transaction(() => {
        for (const { accountId, name, number, username, gone, activeAt, ...rest } of moved) {
          const { readThrough, standing, timer } = rest;
          const known = contacts.get(accountId);
          contacts.save({
            accountId,
            name: known?.name ?? name,
            number: known?.number ?? number,
            username: known?.username ?? username,
            kind: known?.kind ?? 'person',
            gone: known?.gone ?? gone,
            standing: further(known?.standing ?? 'none', standing),
            // The registers say who is blocked.
            blocked: known?.blocked ?? false,
          });
          const chat = chats.create({ chatId: newId(), accountId, activeAt });
          if (isTimerAfter(timer, chat.timer)) chats.setTimer(chat.chatId, timer);
          const seen = Math.max(chat.readThrough, readThrough);
          const { id } = openChat(accountId);
          saveRead.run([countUnread.get([id, seen])?.count ?? 0, seen, activeAt, id]);
        }
      }),
    addMessages: (messages) =>
      db.transaction(() => {
        const open = new Map<string, ChatChange>();
        let count = 0;
        const isAwaited = early.isAny();
        for (const message of messages) {
          const chat = open.get(message.accountId) ?? openChat(message.accountId);
          open.set(message.accountId, chat);
          if (!write(message, chat)) continue;
          count++;
          if (isAwaited) meet(message, chat);
          note(message, chat);
        }
        const changed = [...open.values()].filter(({ isChanged }) => isChanged);
        for (const { id, unread, activeAt, lastOrder, readThrough, seen } of changed) {
          saveChat.run([unread, activeAt, lastOrder, id]);
          // What was seen elsewhere before it came here is no longer unread, nor is anything before it.
          if (seen)
            saveRead.run([countUnread.get([id, readThrough])?.count ?? 0, readThrough, 0, id]);
        }
        return { count, chatIds: changed.map(({ chatId }) => chatId) };
      }),
  };
};
