import type { Migration } from './migration.ts';

/**
 * A row for each number and username of an account, so that none takes the place of another that is still to be looked at; and when a
 * contradiction was found first, in the last column: rows of before are shorter. What a label is made of is in a column of its name.
 */
export const labelsByValue: Migration = {
  version: 18,
  statements: [
    'ALTER TABLE key_labels RENAME TO key_labels_by_kind',
    'DROP INDEX key_labels_value',
    `CREATE TABLE key_labels (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
      secret BLOB, label_key BLOB, chain BLOB, epoch INTEGER NOT NULL, mark INTEGER, state TEXT NOT NULL, checked_at INTEGER,
      looked_at INTEGER, doubted_at INTEGER, proved INTEGER NOT NULL, found_at INTEGER, UNIQUE (account_id, kind, value)) STRICT`,
    `INSERT INTO key_labels (id, account_id, kind, value, secret, label_key, chain, epoch, mark, state, checked_at, looked_at, doubted_at,
      proved, found_at)
     SELECT id, account_id, kind, value, label, label_key, chain, epoch, mark, state, checked_at, looked_at, doubted_at,
      proved, CASE WHEN state = 'contradicts' THEN doubted_at END FROM key_labels_by_kind`,
    'DROP TABLE key_labels_by_kind',
    'CREATE INDEX key_labels_value ON key_labels (kind, value)',
  ],
};
