import type { Migration } from './migration.ts';

/** The account is named only while it stands, so that what it leaves can be wiped with it. */
export const formerTokens: Migration = {
  version: 4,
  statements: [
    `CREATE TABLE former_tokens (
      token_hash BLOB PRIMARY KEY, reason TEXT NOT NULL, account_ref INTEGER, expires_at INTEGER NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX former_tokens_by_account ON former_tokens (account_ref)`,
    `CREATE INDEX former_tokens_by_expiry ON former_tokens (expires_at)`,
  ],
};
