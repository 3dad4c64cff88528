import type { Migration } from './migration.ts';

/**
 * The identity key that is shown in place of a contact's known one, until it is decided about (`state` 0) or, decided on another device,
 * until it is seen here (1); and what came under it, unopened.
 */
export const keyChanges: Migration = {
  version: 10,
  statements: [
    `CREATE TABLE key_changes (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, key_hash TEXT NOT NULL, identity_key BLOB,
      shown_at INTEGER NOT NULL, state INTEGER NOT NULL, told INTEGER NOT NULL, lost INTEGER NOT NULL) STRICT`,
    `CREATE TABLE held (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, device_id INTEGER NOT NULL, type INTEGER NOT NULL,
      content BLOB NOT NULL, digest BLOB NOT NULL, accepted_at INTEGER NOT NULL, UNIQUE (account_id, digest)) STRICT`,
  ],
};
