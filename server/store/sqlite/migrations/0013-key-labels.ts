import type { Migration } from './migration.ts';

/**
 * What stands in the map of keys of numbers and usernames, since which head; rows go when nobody may be found by them any more.
 * `key_unlabelled`: accounts of before, until what they are found by has its entry.
 */
export const keyLabels: Migration = {
  version: 13,
  statements: [
    `CREATE TABLE key_labels (
      label BLOB PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, account_ref INTEGER NOT NULL, account_id TEXT NOT NULL,
      head INTEGER NOT NULL, UNIQUE (account_ref, kind), UNIQUE (kind, value))`,
    `CREATE TABLE key_unlabelled (account_ref INTEGER PRIMARY KEY)`,
    `INSERT INTO key_unlabelled (account_ref)
      SELECT account_ref FROM findable_numbers UNION SELECT ref FROM accounts WHERE username IS NOT NULL`,
  ],
};
