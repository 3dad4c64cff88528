import type { Migration } from './migration.ts';

/**
 * Reports to the operator (`reporter_ref` goes with the account; who is reported is named by the id, which may be of nobody any more);
 * sealed profiles with the hash of what a reader must show; who asks for a delivery token.
 */
export const people: Migration = {
  version: 8,
  statements: [
    `CREATE TABLE reports (
      place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, reporter_ref INTEGER NOT NULL, about TEXT NOT NULL,
      note TEXT NOT NULL, messages TEXT NOT NULL, received_at INTEGER NOT NULL, closed_at INTEGER)`,
    `CREATE INDEX reports_of ON reports (reporter_ref)`,
    `CREATE INDEX reports_by_time ON reports (received_at)`,
    `CREATE TABLE profile_fields (
      account_ref INTEGER NOT NULL, field TEXT NOT NULL, token_hash BLOB NOT NULL, content BLOB NOT NULL,
      PRIMARY KEY (account_ref, field)) WITHOUT ROWID`,
    `CREATE TABLE delivery_tokens (account_ref INTEGER PRIMARY KEY, token_hash BLOB NOT NULL)`,
  ],
};
