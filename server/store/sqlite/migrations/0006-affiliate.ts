import type { Migration } from './migration.ts';

/**
 * What leaves for the affiliate. `sharing_accounts`: who chose, and up to which record the gateway looked (`changed` is set with
 * each record; `counted`: what happens on a day is counted). A deletion outlives the disclosure and the account that it belongs to.
 */
export const affiliate: Migration = {
  version: 6,
  statements: [
    `CREATE TABLE sharing_accounts (
      account_ref INTEGER PRIMARY KEY, seen_order INTEGER NOT NULL, next_at INTEGER NOT NULL, changed INTEGER NOT NULL,
      counted INTEGER NOT NULL DEFAULT 0)`,
    `CREATE INDEX sharing_accounts_changed ON sharing_accounts (account_ref) WHERE changed = 1`,
    `CREATE INDEX sharing_accounts_next ON sharing_accounts (next_at) WHERE changed = 0`,
    `INSERT INTO sharing_accounts SELECT DISTINCT account_ref, 0, 0, 1, 0 FROM consent_records`,
    `CREATE TABLE intents (
      id INTEGER PRIMARY KEY AUTOINCREMENT, account_ref INTEGER NOT NULL, recipient TEXT NOT NULL, purpose TEXT NOT NULL,
      details TEXT NOT NULL, created_at INTEGER NOT NULL, next_at INTEGER NOT NULL)`,
    `CREATE INDEX intents_next ON intents (next_at, id)`,
    `CREATE INDEX intents_of_account ON intents (account_ref)`,
    `CREATE TABLE draws (
      account_ref INTEGER NOT NULL, recipient TEXT NOT NULL, purpose TEXT NOT NULL, deletion_handle TEXT NOT NULL,
      rotation TEXT NOT NULL, PRIMARY KEY (account_ref, recipient, purpose)) WITHOUT ROWID`,
    `CREATE TABLE disclosures (
      ref INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, account_ref INTEGER NOT NULL, number INTEGER NOT NULL,
      recipient TEXT NOT NULL, purpose TEXT NOT NULL, policy TEXT NOT NULL, record_hash TEXT NOT NULL,
      payload TEXT NOT NULL, deletion_handle TEXT NOT NULL, deletion_id TEXT NOT NULL, begun_at INTEGER NOT NULL,
      outcome TEXT, next_at INTEGER, refusals INTEGER NOT NULL DEFAULT 0, asked_at INTEGER, confirmed_at INTEGER)`,
    `CREATE UNIQUE INDEX disclosures_of_account ON disclosures (account_ref, number)`,
    `CREATE INDEX disclosures_next ON disclosures (next_at) WHERE next_at IS NOT NULL`,
    `CREATE UNIQUE INDEX disclosures_by_handle ON disclosures (deletion_handle)`,
    `CREATE TABLE disclosure_entries (
      disclosure_ref INTEGER NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL, nonce BLOB NOT NULL,
      opening TEXT NOT NULL, PRIMARY KEY (disclosure_ref, epoch, position)) WITHOUT ROWID`,
    `CREATE TABLE deletions (
      id TEXT PRIMARY KEY, recipient TEXT NOT NULL, deletion_handle TEXT NOT NULL, disclosure_ref INTEGER,
      next_at INTEGER NOT NULL, refusals INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
    `CREATE INDEX deletions_next ON deletions (next_at)`,
    `CREATE INDEX deletions_of_disclosure ON deletions (disclosure_ref)`,
    `CREATE TABLE suggestions (
      account_ref INTEGER NOT NULL, suggested_ref INTEGER NOT NULL, PRIMARY KEY (account_ref, suggested_ref)) WITHOUT ROWID`,
    `CREATE INDEX suggestions_of ON suggestions (suggested_ref)`,
    `CREATE TABLE submitted_days (
      account_ref INTEGER NOT NULL, purpose TEXT NOT NULL, day TEXT NOT NULL,
      PRIMARY KEY (account_ref, purpose, day)) WITHOUT ROWID`,
    `CREATE TABLE activity (
      day TEXT NOT NULL, account_ref INTEGER NOT NULL, messages INTEGER NOT NULL, failed_sign_ins INTEGER NOT NULL,
      limits_hit INTEGER NOT NULL, PRIMARY KEY (day, account_ref)) WITHOUT ROWID`,
    `CREATE INDEX activity_of_account ON activity (account_ref)`,
  ],
};
