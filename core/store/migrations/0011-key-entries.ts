import type { Migration } from './migration.ts';

/** What the map of keys was seen to hold of accounts, and what it said of the key that is in use here. */
export const keyEntries: Migration = {
  version: 11,
  statements: [
    `CREATE TABLE key_entries (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL,
      version INTEGER NOT NULL, chain BLOB NOT NULL, key_hash TEXT, state TEXT NOT NULL, checked_at INTEGER, doubted_at INTEGER,
      evidence TEXT) STRICT`,
    'CREATE INDEX key_entries_checked ON key_entries (checked_at)',
  ],
};
