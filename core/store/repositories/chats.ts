import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Connection } from '../connection.ts';
import type { ChatRow, ChatsRepository } from '../types/chats.ts';
import { fromUuidBytes } from '../uuid.ts';
import { removeChat } from './chat-remove.ts';
import { type ContactColumns, contactColumns, isListed, isRequest, toContact } from './contacts.ts';
import { createStartRead } from './message-expire.ts';
import { isShown } from './message-hide.ts';
import { type MessageColumns, toMessage } from './message-row.ts';

export type ChatColumns = ContactColumns & {
  chat_id: string;
  active_at: number;
  unread_count: number;
  read_through: number;
  draft: string | null;
  timer_s: number | null;
  timer_version: number | null;
  timer_untold: number | null;
  key_change: string | null;
  identity_key: Uint8Array | null;
} & { [K in keyof MessageColumns as `m_${K}`]: MessageColumns[K] | null };

const keyChange = `(SELECT json_array(k.key_hash, k.shown_at, (SELECT count(*) FROM held e WHERE e.account_id = k.account_id), k.lost)
  FROM key_changes k WHERE k.account_id = h.account_id AND k.state = 0)`;

const identityKey = `(SELECT p.identity_key FROM peer_identities p WHERE p.account_id = h.account_id
  AND NOT EXISTS (SELECT 1 FROM key_changes k WHERE k.account_id = h.account_id AND k.state = 1))`;

const toKeyChange = (text: string | null): ChatRow['keyChange'] => {
  if (text === null) return null;
  const [keyHash, at, heldCount, lost] = JSON.parse(text) as [string, number, number, number];
  return { keyHash, at, heldCount, more: lost === 1 };
};

/** Chats with their contact and newest message; begins at `chats h`, to be followed by joins before or conditions after. */
export const chatColumns = `h.chat_id, h.active_at, h.unread_count, h.read_through, h.draft, h.timer_s, h.timer_version, h.timer_untold, ${keyChange} AS key_change, ${identityKey} AS identity_key, ${contactColumns},
  m.id AS m_id, m.message_id AS m_message_id, m.outgoing AS m_outgoing, m.sent_at AS m_sent_at, m.kind AS m_kind,
  substr(m.text, 1, 400) AS m_text, m.notice AS m_notice, m.state AS m_state, m.problem AS m_problem,
  m.expire_after_s AS m_expire_after_s, m.expires_at AS m_expires_at`;
const from =
  'FROM chats h JOIN contacts c ON c.account_id = h.account_id LEFT JOIN messages m ON m.id = h.last_message';

/** The row of `chatColumns` as the store gives it. */
export const toChat = (row: ChatColumns): ChatRow => ({
  chatId: row.chat_id,
  contact: toContact(row),
  lastMessage:
    row.m_id === null
      ? null
      : toMessage(
          {
            id: row.m_id,
            message_id: row.m_message_id ?? new Uint8Array(16),
            outgoing: row.m_outgoing ?? 0,
            sent_at: row.m_sent_at ?? 0,
            kind: row.m_kind ?? 1,
            text: row.m_text,
            notice: row.m_notice,
            state: row.m_state,
            problem: row.m_problem,
            expire_after_s: row.m_expire_after_s,
            expires_at: row.m_expires_at,
          },
          row.chat_id,
        ),
  activeAt: row.active_at,
  unreadCount: row.unread_count,
  readThrough: row.read_through,
  draft: row.draft,
  timer: {
    afterS: row.timer_s,
    version: row.timer_version ?? 0,
    untold: row.timer_untold === 1,
  },
  keyChange: toKeyChange(row.key_change),
  identityKey: row.identity_key,
});

/** The chat list. */
export const createChats = (db: Connection): ChatsRepository => {
  const order = 'ORDER BY h.active_at DESC, h.chat_id DESC LIMIT ?';
  const pages = (condition: string): ChatsRepository['list'] => {
    const first = db.sql<ChatColumns>(`SELECT ${chatColumns} ${from} WHERE ${condition} ${order}`);
    const next = db.sql<ChatColumns>(
      `SELECT ${chatColumns} ${from} WHERE ${condition} AND (h.active_at, h.chat_id) < (?, ?) ${order}`,
    );
    return ({ limit, before }) => {
      const rows =
        before === null
          ? first.all([limit + 1])
          : next.all([before.activeAt, before.chatId, limit + 1]);
      return { chats: rows.slice(0, limit).map(toChat), hasMore: rows.length > limit };
    };
  };
  const byId = db.sql<ChatColumns>(`SELECT ${chatColumns} ${from} WHERE h.chat_id = ?`);
  const byAccount = db.sql<ChatColumns>(`SELECT ${chatColumns} ${from} WHERE h.account_id = ?`);
  const create = db.sql(
    'INSERT INTO chats (chat_id, account_id, active_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const saveDraft = db.sql('UPDATE chats SET draft = ? WHERE chat_id = ?');
  const place = db.sql<{
    id: number;
    unread_count: number;
    read_through: number;
    newest: number | null;
  }>(
    `SELECT id, unread_count, read_through, (SELECT max(id) FROM messages WHERE chat = chats.id) AS newest
     FROM chats WHERE chat_id = ?`,
  );
  const newlyRead = db.sql<{ message_id: Uint8Array }>(
    `SELECT message_id FROM messages WHERE chat = ? AND id > ? AND id <= ? AND outgoing = 0 AND kind <> 2 AND ${isShown('id')} ORDER BY id`,
  );
  const saveRead = db.sql('UPDATE chats SET unread_count = ?, read_through = ? WHERE id = ?');
  const startRead = createStartRead(db);
  const setTimer = db.sql(
    'UPDATE chats SET timer_s = ?, timer_version = ?, timer_untold = ? WHERE chat_id = ?',
  );
  const timers = db.sql<{ account_id: string; timer_s: number | null; timer_version: number }>(
    'SELECT account_id, timer_s, timer_version FROM chats WHERE timer_version > 0 ORDER BY id',
  );
  const wrote = db.sql<{ found: number }>(
    `SELECT 1 AS found FROM messages WHERE chat = (SELECT id FROM chats WHERE account_id = ?) AND outgoing = 1 LIMIT 1`,
  );
  // Of the running total those of requests are taken off, which are few and found by an index.
  const unread = db.sql<{ value: number }>(
    `SELECT value - (SELECT coalesce(sum(h.unread_count), 0) FROM contacts c JOIN chats h ON h.account_id = c.account_id
       WHERE c.standing = 2) AS value FROM totals WHERE name = 'unread'`,
  );
  const received = db.sql<{ message_id: Uint8Array }>(
    `SELECT message_id FROM messages WHERE chat = (SELECT id FROM chats WHERE chat_id = ?) AND id <= ? AND outgoing = 0 AND kind <> 2
       AND ${isShown('id')} ORDER BY id DESC LIMIT ?`,
  );
  const one = (row: ChatColumns | undefined): ChatRow | null =>
    row === undefined ? null : toChat(row);

  return {
    list: pages(isListed),
    requests: pages(isRequest),
    get: (chatId) => one(byId.get([chatId])),
    byPeer: (accountId) => one(byAccount.get([accountId])),
    wroteTo: (accountId) => wrote.get([accountId]) !== undefined,
    create: ({ chatId, accountId, activeAt }) =>
      db.transaction(() => {
        create.run([chatId, accountId, activeAt]);
        const chat = one(byAccount.get([accountId]));
        if (chat === null) throw new CodedError('internal');
        return chat;
      }),
    saveDraft: (chatId, text) => {
      saveDraft.run([text === null || text === '' ? null : text, chatId]);
    },
    markRead: (chatId, asked, start) =>
      db.transaction(() => {
        const chat = place.get([chatId]);
        if (chat === undefined) throw new CodedError('not_found');
        // What comes later was not seen.
        const throughOrder = Math.min(asked, chat.newest ?? 0);
        if (throughOrder <= chat.read_through)
          return { messageIds: [], unreadCount: chat.unread_count, begun: [] };
        const ids = newlyRead.all([chat.id, chat.read_through, throughOrder]);
        const unreadCount = Math.max(0, chat.unread_count - ids.length);
        saveRead.run([unreadCount, throughOrder, chat.id]);
        return {
          messageIds: ids.map((row) => fromUuidBytes(row.message_id)),
          unreadCount,
          begun: startRead(chat.id, chat.read_through, throughOrder, start).map((row) =>
            toMessage(row, chatId),
          ),
        };
      }),
    receivedIds: (chatId, throughOrder, limit) =>
      received
        .all([chatId, throughOrder, limit])
        .map((row) => fromUuidBytes(row.message_id))
        .reverse(),
    setTimer: (chatId, { afterS, version, untold }) => {
      setTimer.run([afterS, version, untold ? 1 : 0, chatId]);
    },
    timers: () =>
      timers.all().map((row) => ({
        accountId: row.account_id,
        afterS: row.timer_s,
        version: row.timer_version,
      })),
    unreadTotal: () => unread.get()?.value ?? 0,
    remove: removeChat(db),
  };
};
