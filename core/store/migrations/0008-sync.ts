import type { Migration } from './migration.ts';

/**
 * What the account's devices tell each other. `sync_journal` names what was told, without its words; `early` is what came of a
 * message before the message; `known_sent` names own messages that were deleted here, as `known_ids` does received ones.
 */
export const sync: Migration = {
  version: 8,
  statements: [
    `CREATE TABLE sync_journal (id INTEGER PRIMARY KEY AUTOINCREMENT, what INTEGER NOT NULL, account_id TEXT NOT NULL,
      message_id BLOB NOT NULL, outgoing INTEGER NOT NULL, accepted_at INTEGER, at INTEGER NOT NULL,
      UNIQUE (what, account_id, message_id, outgoing)) STRICT`,
    `CREATE TABLE early (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, message_id BLOB NOT NULL, outgoing INTEGER NOT NULL,
      what INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (account_id, message_id, outgoing, what)) STRICT`,
    `CREATE TABLE known_sent (id INTEGER PRIMARY KEY, message_id BLOB NOT NULL, account_id TEXT NOT NULL, at INTEGER NOT NULL,
      UNIQUE (message_id, account_id)) STRICT`,
    `CREATE INDEX known_sent_by_time ON known_sent (at)`,
  ],
};
