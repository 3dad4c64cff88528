import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Message } from '../../../contract/ipc/model.ts';
import type { Connection, SqlValue } from '../connection.ts';
import type { MessagesRepository } from '../types/messages.ts';
import { toUuidBytes } from '../uuid.ts';
import { createAdd } from './message-add.ts';
import { createExpire, createStart } from './message-expire.ts';
import { isShown } from './message-hide.ts';
import { createMessageIndex } from './message-index.ts';
import { type OriginColumns, originColumns, toOrigin } from './message-origin.ts';
import { createMessagePage } from './message-page.ts';
import { fromRecipients, toRecipients } from './message-recipients.ts';
import { createRemove } from './message-remove.ts';
import {
  type MessageColumns,
  messageColumns,
  messageKinds,
  stateNumber,
  toMessage,
} from './message-row.ts';

type WithChat = MessageColumns & { chat_id: string };

/** Which states a message may come from, by the state it goes to. */
const comesFrom = {
  sent: ['queued'],
  delivered: ['queued', 'sent', 'not_delivered', 'failed'],
  read: ['queued', 'sent', 'delivered', 'not_delivered', 'failed'],
  not_delivered: ['queued', 'sent'],
  failed: ['queued'],
} as const;

/** The messages of all chats. */
export const createMessages = (db: Connection): MessagesRepository => {
  const chatNumber = db.sql<{ id: number }>('SELECT id FROM chats WHERE chat_id = ?');
  const qualified = messageColumns.replace(/\w+/g, 'm.$&');
  const withChat = (condition: string) =>
    db.sql<WithChat>(
      `SELECT ${qualified}, h.chat_id FROM messages m JOIN chats h ON h.id = m.chat WHERE ${condition}`,
    );
  const byOrder = withChat('m.id = ?');
  // By its id alone a message is looked for in each chat in turn; rare, and cheaper than one more index on random ids.
  const outgoingById = db.sql<WithChat>(
    `SELECT ${qualified}, h.chat_id FROM chats h CROSS JOIN messages m ON m.chat = h.id
     WHERE m.message_id = ? AND m.outgoing = 1 LIMIT 1`,
  );
  const inChat = withChat('m.message_id = ? AND h.chat_id = ?');
  const recorded = db.sql<WithChat & OriginColumns & { at: number; sealed_for: string | null }>(
    `SELECT ${qualified}, m.at, ${originColumns}, sealed_for, h.chat_id FROM messages m JOIN chats h ON h.id = m.chat
     WHERE m.id = ? AND h.chat_id = ? AND ${isShown('m.id')}`,
  );
  const encryptedFor = db.sql(
    `UPDATE messages SET sealed_for = ? WHERE chat = (SELECT id FROM chats WHERE chat_id = ?) AND message_id = ? AND outgoing = 1`,
  );
  const named = withChat('m.message_id = ? AND h.chat_id = ? AND m.outgoing = ?');
  // By the index of what has no receipt, which is short; the planner would walk the whole chat.
  const awaiting = db.sql<WithChat>(
    `SELECT ${qualified}, h.chat_id FROM chats h CROSS JOIN messages m INDEXED BY messages_without_receipt ON m.chat = h.id
     WHERE m.state = 1 AND h.chat_id = ? ORDER BY m.id LIMIT ?`,
  );
  const taken = db.sql<WithChat>(
    `SELECT * FROM (SELECT ${qualified}, m.at, h.chat_id FROM messages m JOIN chats h ON h.id = m.chat
       WHERE h.chat_id = ? AND m.outgoing = 1 ORDER BY m.id DESC LIMIT ?)
     WHERE at >= ? AND state IN (${(['sent', 'delivered', 'read', 'not_delivered'] as const).map(stateNumber).join()}) ORDER BY id`,
  );
  const missing = db.sql<{ value: string }>(
    `SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM messages WHERE message_id = unhex(value, '-') AND outgoing = 1
       AND chat = (SELECT id FROM chats WHERE account_id = ?))
     AND NOT EXISTS (SELECT 1 FROM known_sent WHERE message_id = unhex(value, '-') AND account_id = ?)`,
  );
  const overdue = db.sql<{ id: number }>(
    'SELECT id FROM messages WHERE state = 1 AND at < ? ORDER BY at LIMIT ?',
  );
  const setState = db.sql('UPDATE messages SET state = ? WHERE id = ?');
  const requeue = db.sql(
    'UPDATE messages SET state = 0, problem = NULL WHERE id = ? AND state IN (4, 5)',
  );
  const advances = new Map(
    Object.entries(comesFrom).map(([state, from]) => [
      state,
      db.sql<MessageColumns>(
        `UPDATE messages SET state = ?, at = coalesce(?, at), problem = ?
         WHERE chat = ? AND message_id IN (SELECT unhex(value, '-') FROM json_each(?)) AND outgoing = 1 AND state IN (${from.map(stateNumber).join()})
         RETURNING ${messageColumns}`,
      ),
    ]),
  );
  const unknown = db.sql<WithChat & { raw: Uint8Array }>(
    `SELECT m.*, h.chat_id FROM messages m JOIN chats h ON h.id = m.chat WHERE m.kind = 1 AND m.id > ? ORDER BY m.id LIMIT ?`,
  );
  const startOne = createStart(db);
  const index = createMessageIndex(db);
  const reveal = db.sql(
    'UPDATE messages SET kind = ?, text = ?, notice = ?, raw = NULL WHERE id = ? AND kind = 1',
  );

  const one = (row: WithChat | undefined): Message | null =>
    row === undefined ? null : toMessage(row, row.chat_id);
  const get = (order: SqlValue): Message => {
    const message = one(byOrder.get([order]));
    if (message === null) throw new CodedError('internal');
    return message;
  };

  return {
    add: createAdd(db),
    page: createMessagePage(db),
    ...createRemove(db),
    ...createExpire(db),
    get: (chatId, messageId) => one(inChat.get([toUuidBytes(messageId), chatId])),
    named: (chatId, { messageId, outgoing }) =>
      one(named.get([toUuidBytes(messageId), chatId, outgoing ? 1 : 0])),
    recorded: (chatId, order) => {
      const row = recorded.get([order, chatId]);
      if (row === undefined) return null;
      return {
        message: toMessage(row, chatId),
        at: row.at,
        origin: toOrigin(row),
        recipients: toRecipients(row.sealed_for),
      };
    },
    encryptedFor: ({ chatId, messageId }, recipients) =>
      void encryptedFor.run([fromRecipients(recipients), chatId, toUuidBytes(messageId)]),
    outgoing: (messageId) => one(outgoingById.get([toUuidBytes(messageId)])),
    advance: ({ chatId, messageIds, state, at, problem, start }) =>
      db.transaction(() => {
        const chat = chatNumber.get([chatId]);
        const change = advances.get(state);
        if (chat === undefined || change === undefined) return [];
        const problemText = problem === undefined ? null : JSON.stringify(problem);
        const rows = change.all([
          stateNumber(state),
          at ?? null,
          problemText,
          chat.id,
          JSON.stringify(messageIds),
        ]);
        const begun = start === undefined ? rows : rows.map((row) => startOne(row, start));
        return begun.map((row) => toMessage(row, chatId));
      }),
    requeue: (messageId) =>
      db.transaction(() => {
        const row = outgoingById.get([toUuidBytes(messageId)]);
        if (row === undefined) return null;
        return requeue.run([row.id]).changes === 0 ? null : get(row.id);
      }),
    awaitingReceipt: (chatId, limit) =>
      awaiting.all([chatId, limit]).map((row) => toMessage(row, row.chat_id)),
    takenSince: (chatId, since, limit) =>
      taken.all([chatId, limit, since]).map((row) => toMessage(row, row.chat_id)),
    missing: (accountId, messageIds) =>
      missing.all([JSON.stringify(messageIds), accountId, accountId]).map(({ value }) => value),
    expireUndelivered: (sentBefore, limit) =>
      db.transaction(() =>
        overdue.all([sentBefore, limit]).map(({ id }) => {
          setState.run([stateNumber('not_delivered'), id]);
          return get(id);
        }),
      ),
    unknown: (afterOrder, limit) =>
      unknown
        .all([afterOrder, limit])
        .map((row) => ({ message: toMessage(row, row.chat_id), raw: row.raw })),
    reveal: (order, body) =>
      db.transaction(() => {
        const { changes } = reveal.run([
          messageKinds[body.kind],
          body.kind === 'text' ? body.text : null,
          body.kind === 'notice' ? body.notice : null,
          order,
        ]);
        if (changes === 0) return null;
        if (body.kind === 'text') index.add(order, body.text);
        return get(order);
      }),
  };
};
