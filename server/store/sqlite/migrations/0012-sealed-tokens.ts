import type { Migration } from './migration.ts';

/** With whose token others may send sealed to an account: SHA-256 of it. Nobody may where there is none, as before. */
export const sealedTokens: Migration = {
  version: 12,
  statements: [
    `CREATE TABLE sealed_tokens (account_ref INTEGER PRIMARY KEY, token_hash BLOB NOT NULL)`,
  ],
};
