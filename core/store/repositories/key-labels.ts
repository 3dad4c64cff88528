import type { Connection } from '../connection.ts';
import type { AccountHandle, KeyLabelRow, KeyLabelsRepository } from '../types/key-labels.ts';

interface FlatRow extends Omit<KeyLabelRow, 'proved'> {
  readonly proved: 0 | 1;
}

const toRow = (row: FlatRow): KeyLabelRow => ({ ...row, proved: row.proved === 1 });
const toKey = ({ accountId, kind, value }: AccountHandle) => [accountId, kind, value] as const;

const columns = `account_id AS accountId, kind, value, secret, label_key AS labelKey, chain, epoch, mark, state, checked_at AS checkedAt,
  looked_at AS lookedAt, doubted_at AS doubtedAt, proved, found_at AS foundAt,
  last_found_at AS lastFoundAt`;

/** What was seen of labels in the map of keys. */
export const createKeyLabels = (db: Connection): KeyLabelsRepository => {
  const isName = 'account_id = ? AND kind = ? AND value = ?';
  const get = db.sql<FlatRow>(`SELECT ${columns} FROM key_labels WHERE ${isName}`);
  const all = db.sql<FlatRow>(`SELECT ${columns} FROM key_labels WHERE account_id = ? ORDER BY id`);
  const save = db.sql(
    `INSERT INTO key_labels (account_id, kind, value, secret, label_key, chain, epoch, mark, state, checked_at, looked_at, doubted_at,
      proved, found_at, last_found_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id, kind, value) DO UPDATE SET secret = excluded.secret, label_key = excluded.label_key, chain = excluded.chain,
      epoch = excluded.epoch, mark = excluded.mark, state = excluded.state, checked_at = excluded.checked_at,
      looked_at = excluded.looked_at, doubted_at = excluded.doubted_at, proved = excluded.proved, found_at = excluded.found_at,
      last_found_at = excluded.last_found_at`,
  );
  const remove = db.sql(`DELETE FROM key_labels WHERE ${isName}`);
  const isSettled = "state = 'agrees' AND mark IS NULL AND proved = 0";
  const removeOthers = db.sql(
    `DELETE FROM key_labels WHERE account_id != ? AND kind = ? AND value = ? AND ${isSettled}`,
  );
  const forget = db.sql(
    "DELETE FROM key_labels WHERE account_id = ? AND state != 'contradicts' AND proved = 0",
  );
  const trim = db.sql(
    `DELETE FROM key_labels WHERE id IN (SELECT id FROM key_labels WHERE account_id = ? AND ${isSettled} ORDER BY id
      LIMIT (SELECT max(0, count(*) - ?) FROM key_labels WHERE account_id = ?))`,
  );
  const open = db.sql<FlatRow>(
    `SELECT ${columns} FROM key_labels
     WHERE account_id != ? AND (state = 'unavailable'
      OR (mark IS NOT NULL AND coalesce(looked_at, 0) NOT BETWEEN ? AND ?)
      OR (state = 'unconfirmed' AND coalesce(looked_at, 0) NOT BETWEEN ? AND ?))
     ORDER BY mark IS NULL, looked_at LIMIT ?`,
  );
  const agreed = db.sql(
    `SELECT 1 FROM key_labels WHERE state = 'agrees' AND mark IS NOT NULL AND checked_at > ? AND checked_at <= ? LIMIT 1`,
  );
  return {
    get: (handle) => {
      const row = get.get([...toKey(handle)]);
      return row ? toRow(row) : null;
    },
    of: (accountId) => all.all([accountId]).map(toRow),
    save: (row) => {
      save.run([
        ...toKey(row),
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
        row.foundAt,
        row.lastFoundAt,
      ]);
    },
    remove: (handle) => void remove.run([...toKey(handle)]),
    removeOthers: (handle) => void removeOthers.run([...toKey(handle)]),
    forget: (accountId) => void forget.run([accountId]),
    trim: (accountId, most) => void trim.run([accountId, most, accountId]),
    open: (own, { now, markedMs, unconfirmedMs }, limit) =>
      open.all([own, now - markedMs, now, now - unconfirmedMs, now, limit]).map(toRow),
    agreedBetween: (after, until) => agreed.get([after, until]) !== undefined,
  };
};
