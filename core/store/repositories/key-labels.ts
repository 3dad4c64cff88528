import type { Connection } from '../connection.ts';
import type { KeyLabelRow, KeyLabelsRepository } from '../types/key-labels.ts';

interface FlatRow extends Omit<KeyLabelRow, 'proved'> {
  readonly proved: 0 | 1;
}

const toRow = (row: FlatRow): KeyLabelRow => ({ ...row, proved: row.proved === 1 });

/** The secret is in the column that is named after what is made of it. */
const columns = `account_id AS accountId, kind, value, label AS secret, label_key AS labelKey, chain, epoch, mark, state, checked_at AS checkedAt,
  looked_at AS lookedAt, doubted_at AS doubtedAt, proved`;

/** What was seen of labels in the map of keys. */
export const createKeyLabels = (db: Connection): KeyLabelsRepository => {
  const get = db.sql<FlatRow>(
    `SELECT ${columns} FROM key_labels WHERE account_id = ? AND kind = ?`,
  );
  const all = db.sql<FlatRow>(`SELECT ${columns} FROM key_labels WHERE account_id = ?`);
  const save = db.sql(
    `INSERT INTO key_labels (account_id, kind, value, label, label_key, chain, epoch, mark, state, checked_at, looked_at, doubted_at, proved)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id, kind) DO UPDATE SET value = excluded.value, label = excluded.label, label_key = excluded.label_key,
      chain = excluded.chain, epoch = excluded.epoch, mark = excluded.mark, state = excluded.state, checked_at = excluded.checked_at,
      looked_at = excluded.looked_at, doubted_at = excluded.doubted_at, proved = excluded.proved`,
  );
  const remove = db.sql('DELETE FROM key_labels WHERE account_id = ? AND kind = ?');
  const removeOthers = db.sql(
    'DELETE FROM key_labels WHERE kind = ? AND value = ? AND account_id != ? AND proved = 0',
  );
  const open = db.sql<FlatRow>(
    `SELECT ${columns} FROM key_labels
     WHERE account_id != ? AND (state = 'unavailable' OR (mark IS NOT NULL AND looked_at < ?))
     ORDER BY looked_at LIMIT ?`,
  );
  return {
    get: (accountId, kind) => {
      const row = get.get([accountId, kind]);
      return row ? toRow(row) : null;
    },
    of: (accountId) => all.all([accountId]).map(toRow),
    save: (row) => {
      save.run([
        row.accountId,
        row.kind,
        row.value,
        row.secret,
        row.labelKey,
        row.chain,
        row.epoch,
        row.mark,
        row.state,
        row.checkedAt,
        row.lookedAt,
        row.doubtedAt,
        row.proved ? 1 : 0,
      ]);
    },
    remove: (accountId, kind) => void remove.run([accountId, kind]),
    removeOthers: ({ accountId, kind, value }) => void removeOthers.run([kind, value, accountId]),
    open: (own, before, limit) => open.all([own, before, limit]).map(toRow),
  };
};
