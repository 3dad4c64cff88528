import type { Migration } from './migration.ts';

/** What was given to whom, by the mark of the key or token; what others gave, and what was read with it; the person's own profile. */
export const profiles: Migration = {
  version: 9,
  statements: [
    `CREATE TABLE given (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, thing TEXT NOT NULL, mark TEXT NOT NULL,
      UNIQUE (account_id, thing)) STRICT`,
    `CREATE TABLE profiles (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, about_key BLOB, photo_key BLOB, delivery BLOB,
      about TEXT, photo BLOB, stale INTEGER NOT NULL) STRICT`,
    'CREATE INDEX profiles_stale ON profiles (account_id) WHERE stale = 1',
    `CREATE TABLE own_profile (id INTEGER PRIMARY KEY, field TEXT NOT NULL UNIQUE, key BLOB NOT NULL, content BLOB,
      waiting INTEGER NOT NULL) STRICT`,
  ],
};
