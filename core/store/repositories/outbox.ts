import type { Connection } from '../connection.ts';
import type { OutboxRepository, OutboxRow } from '../types/outbox.ts';
import { fromUuidBytes, toUuidBytes } from '../uuid.ts';

const kinds = ['message', 'receipt', 'control', 'sync'] as const;

interface Row {
  id: number;
  row_id: string;
  account_id: string;
  kind: number;
  message_id: Uint8Array | null;
  chat_id: string | null;
  content: Uint8Array;
  ciphertext: Uint8Array | null;
  created_at: number;
}

const toOutboxRow = (row: Row): OutboxRow => ({
  id: row.row_id,
  accountId: row.account_id,
  kind: kinds[row.kind] ?? 'control',
  messageId: row.message_id === null ? null : fromUuidBytes(row.message_id),
  chatId: row.chat_id,
  content: row.content,
  createdAt: row.created_at,
  order: row.id,
  ciphertext: row.ciphertext,
});

/** What waits to be sent. Recipients and totals follow by triggers. */
export const createOutbox = (db: Connection): OutboxRepository => {
  const add = db.sql(
    `INSERT INTO outbox (row_id, account_id, kind, message_id, chat_id, content, created_at, ciphertext)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const get = db.sql<Row>('SELECT * FROM outbox WHERE row_id = ?');
  const recipients = db.sql<{ account_id: string }>(
    'SELECT account_id FROM outbox_recipients ORDER BY due_at',
  );
  const rowsOf = db.sql<Row>(
    'SELECT * FROM outbox WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const saveCiphertext = db.sql('UPDATE outbox SET ciphertext = ? WHERE row_id = ?');
  const dropCiphertexts = db.sql(
    'UPDATE outbox SET ciphertext = NULL WHERE account_id = ? AND ciphertext IS NOT NULL',
  );
  const remove = db.sql('DELETE FROM outbox WHERE row_id IN (SELECT value FROM json_each(?))');
  const removeOf = db.sql('DELETE FROM outbox WHERE account_id = ?');
  const queued = db.sql<{ value: number }>(
    "SELECT value FROM totals WHERE name = 'outbox_messages'",
  );
  return {
    add: (rows) =>
      db.transaction(() =>
        rows.map((row) => {
          const added = add.run([
            row.id,
            row.accountId,
            kinds.indexOf(row.kind),
            row.messageId === null ? null : toUuidBytes(row.messageId),
            row.chatId,
            row.content,
            row.createdAt,
            row.ciphertext ?? null,
          ]);
          return added.changes === 1 ? added.lastInsertRowid : (get.get([row.id])?.id ?? 0);
        }),
      ),
    get: (id) => {
      const row = get.get([id]);
      return row === undefined ? null : toOutboxRow(row);
    },
    recipients: () => recipients.all([]).map(({ account_id }) => account_id),
    rowsOf: (accountId, afterOrder, limit) =>
      rowsOf.all([accountId, afterOrder, limit]).map(toOutboxRow),
    saveCiphertext: (id, ciphertext) => {
      saveCiphertext.run([ciphertext, id]);
    },
    dropCiphertexts: (accountId) => {
      dropCiphertexts.run([accountId]);
    },
    remove: (ids) => {
      if (ids.length > 0) remove.run([JSON.stringify(ids)]);
    },
    removeOf: (accountId) => {
      removeOf.run([accountId]);
    },
    queuedMessageCount: () => queued.get()?.value ?? 0,
  };
};
