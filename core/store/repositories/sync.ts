import type { Connection } from '../connection.ts';
import type { JournalEntry, SyncRepository } from '../types/sync.ts';
import { fromUuidBytes, toUuidBytes } from '../uuid.ts';
import { createEarly } from './early.ts';

const kinds: readonly JournalEntry['what'][] = ['sent', 'read', 'deleted'];
const mostEntries = 20_000;

interface Row {
  what: number;
  account_id: string;
  message_id: Uint8Array;
  outgoing: number;
  accepted_at: number | null;
}

const toEntry = (row: Row): JournalEntry => ({
  what: kinds[row.what] ?? 'read',
  accountId: row.account_id,
  messageId: fromUuidBytes(row.message_id),
  outgoing: row.outgoing === 1,
  acceptedAt: row.accepted_at,
});

/** What other devices of the account were told, and what was heard too early. */
export const createSync = (db: Connection): SyncRepository => {
  const early = createEarly(db);
  const add = db.sql(
    `INSERT INTO sync_journal (what, account_id, message_id, outgoing, accepted_at, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const dropRead = db.sql(
    `DELETE FROM sync_journal WHERE what = ${kinds.indexOf('read')} AND account_id = ? AND NOT (message_id = ? AND outgoing = ?)`,
  );
  const entries = db.sql<Row>(
    `SELECT * FROM (SELECT * FROM sync_journal WHERE at >= ? ORDER BY id DESC LIMIT ?) ORDER BY id`,
  );
  const old = ['sync_journal', 'early'].map((table) => db.sql(`DELETE FROM ${table} WHERE at < ?`));
  const trim = db.sql(
    'DELETE FROM sync_journal WHERE id <= (SELECT max(id) FROM sync_journal) - ?',
  );
  return {
    note: ({ what, accountId, messageId, outgoing, acceptedAt }, at) => {
      const id = toUuidBytes(messageId);
      const direction = outgoing ? 1 : 0;
      return db.transaction(() => {
        if (what === 'read') dropRead.run([accountId, id, direction]);
        return (
          add.run([kinds.indexOf(what), accountId, id, direction, acceptedAt, at]).changes === 1
        );
      });
    },
    entries: (since, limit) => entries.all([since, limit]).map(toEntry),
    keepEarly: early.keep,
    forget: (before) =>
      db.transaction(() => {
        for (const statement of old) statement.run([before]);
        trim.run([mostEntries]);
      }),
    clear: () =>
      db.transaction(() => {
        for (const table of ['sync_journal', 'early', 'known_sent'])
          db.exec(`DELETE FROM ${table}`);
        db.exec('DELETE FROM outbox WHERE kind = 3');
      }),
  };
};
