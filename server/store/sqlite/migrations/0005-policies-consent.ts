import type { Migration } from './migration.ts';

/**
 * Policies and records only come in: SQLite itself refuses to alter a published version. `sure_order`: how many records the
 * account had when a backup was found to be restored; orders after it may have been others before. `choices_since`: when
 * the device was last known to hold nothing that is not here.
 */
export const policiesAndConsent: Migration = {
  version: 5,
  statements: [
    `CREATE TABLE policies (
      position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL UNIQUE,
      published_at INTEGER NOT NULL, document TEXT NOT NULL)`,
    `CREATE TRIGGER policies_are_never_altered BEFORE UPDATE ON policies
      BEGIN SELECT RAISE(ABORT, 'a published policy is never altered'); END`,
    `CREATE TRIGGER policies_are_never_removed BEFORE DELETE ON policies
      BEGIN SELECT RAISE(ABORT, 'a published policy is never removed'); END`,
    `CREATE TABLE consent_records (
      account_ref INTEGER NOT NULL, position INTEGER NOT NULL, hash TEXT NOT NULL, device_id INTEGER NOT NULL,
      record TEXT NOT NULL, signature TEXT NOT NULL, received_at INTEGER NOT NULL, forked INTEGER NOT NULL,
      counter_signature TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (account_ref, position)) WITHOUT ROWID`,
    `CREATE UNIQUE INDEX consent_records_by_hash ON consent_records (account_ref, hash)`,
    `ALTER TABLE accounts ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE accounts ADD COLUMN sure_order INTEGER`,
    `ALTER TABLE devices ADD COLUMN choices_since INTEGER`,
  ],
};
