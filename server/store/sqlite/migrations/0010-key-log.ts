import type { Migration } from './migration.ts';

/**
 * The log of keys, as the disclosure log has its tables, and the map whose heads are its entries. A node of the map is a leaf where it
 * has a label; the newest of its rows that is no later than a head is what it was at that head. Of `key_versions` the nonce and what is
 * committed to go with the account; what was hashed stays. `key_unrecorded`: accounts of before, until each has its entry.
 */
export const keyLog: Migration = {
  version: 10,
  statements: [
    `CREATE TABLE key_log_epochs (epoch INTEGER PRIMARY KEY, start TEXT)`,
    `INSERT INTO key_log_epochs (epoch, start) VALUES (1, NULL)`,
    `CREATE TABLE key_log_leaves (
      epoch INTEGER NOT NULL, position INTEGER NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (epoch, position)) WITHOUT ROWID`,
    `CREATE TABLE key_log_tiles (
      epoch INTEGER NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL, hashes BLOB NOT NULL, root BLOB NOT NULL,
      PRIMARY KEY (epoch, level, position))`,
    `CREATE TABLE key_log_heads (
      epoch INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL,
      PRIMARY KEY (epoch, size)) WITHOUT ROWID`,
    `CREATE TABLE key_log_cosignatures (
      epoch INTEGER NOT NULL, size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL,
      PRIMARY KEY (epoch, size, witness)) WITHOUT ROWID`,
    `CREATE TABLE key_heads (
      head INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL,
      root BLOB NOT NULL, UNIQUE (epoch, position))`,
    `CREATE TABLE key_nodes (
      depth INTEGER NOT NULL, prefix BLOB NOT NULL, since INTEGER NOT NULL, hash BLOB NOT NULL,
      label BLOB, version INTEGER, chain BLOB, PRIMARY KEY (depth, prefix, since)) WITHOUT ROWID`,
    `CREATE TABLE key_versions (
      label BLOB NOT NULL, version INTEGER NOT NULL, commitment BLOB NOT NULL, chain BLOB NOT NULL,
      nonce BLOB, state TEXT, PRIMARY KEY (label, version)) WITHOUT ROWID`,
    `CREATE TABLE key_unrecorded (account_ref INTEGER PRIMARY KEY)`,
    `INSERT INTO key_unrecorded (account_ref) SELECT ref FROM accounts`,
  ],
};
