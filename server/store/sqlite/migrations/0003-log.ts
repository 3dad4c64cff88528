import type { Migration } from './migration.ts';

/** Of an epoch's heads each size stands once: SQLite itself refuses a second root. */
export const disclosureLog: Migration = {
  version: 3,
  statements: [
    `CREATE TABLE log_epochs (epoch INTEGER PRIMARY KEY, start TEXT)`,
    `INSERT INTO log_epochs (epoch, start) VALUES (1, NULL)`,
    `CREATE TABLE log_leaves (
      epoch INTEGER NOT NULL, position INTEGER NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (epoch, position)) WITHOUT ROWID`,
    `CREATE TABLE log_tiles (
      epoch INTEGER NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL, hashes BLOB NOT NULL, root BLOB NOT NULL,
      PRIMARY KEY (epoch, level, position))`,
    `CREATE TABLE log_heads (
      epoch INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL,
      PRIMARY KEY (epoch, size)) WITHOUT ROWID`,
    `CREATE TABLE log_cosignatures (
      epoch INTEGER NOT NULL, size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL,
      PRIMARY KEY (epoch, size, witness)) WITHOUT ROWID`,
  ],
};
