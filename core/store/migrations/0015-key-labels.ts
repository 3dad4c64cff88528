import type { Migration } from './migration.ts';

/** What the map of keys was seen to say of the numbers and usernames by which accounts are found. */
export const keyLabels: Migration = {
  version: 15,
  statements: [
    `CREATE TABLE key_labels (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
      label BLOB, label_key BLOB, chain BLOB, epoch INTEGER NOT NULL, mark INTEGER, state TEXT NOT NULL, checked_at INTEGER,
      looked_at INTEGER, doubted_at INTEGER, proved INTEGER NOT NULL, UNIQUE (account_id, kind)) STRICT`,
    'CREATE INDEX key_labels_value ON key_labels (kind, value)',
  ],
};
