import type { Migration } from './migration.ts';

/**
 * Messages that disappear. `expires_at` is by the server's clock, as far as it was known, and null until the time runs. Where it was
 * not known, the beginning stands in `unsure_starts` until it is: by which run of the program it was measured, and when it was at the
 * earliest. Columns without a value where there is none, so that rows of before need not be written anew.
 */
export const disappearing: Migration = {
  version: 6,
  statements: [
    'ALTER TABLE messages ADD COLUMN expire_after_s INTEGER',
    'ALTER TABLE messages ADD COLUMN expires_at INTEGER',
    'CREATE INDEX messages_expiring ON messages (expires_at) WHERE expires_at IS NOT NULL',
    'ALTER TABLE chats ADD COLUMN timer_s INTEGER',
    'ALTER TABLE chats ADD COLUMN timer_version INTEGER',
    'ALTER TABLE chats ADD COLUMN timer_untold INTEGER',
    'CREATE TABLE unsure_starts (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, earliest_at INTEGER NOT NULL) STRICT',
  ],
};
