import type { Migration } from './migration.ts';

/**
 * Where a message came from, and whether the key was compared then; and what was seen last of each session, in words of libsignal's
 * public API. Columns without a value where nothing was recorded, so that rows of before need not be written anew.
 */
export const origins: Migration = {
  version: 12,
  statements: [
    'ALTER TABLE messages ADD COLUMN from_device INTEGER',
    'ALTER TABLE messages ADD COLUMN key_hash BLOB',
    'ALTER TABLE messages ADD COLUMN key_verified INTEGER',
    'ALTER TABLE messages ADD COLUMN protocol INTEGER',
    'ALTER TABLE messages ADD COLUMN counter INTEGER',
    'ALTER TABLE messages ADD COLUMN pq_ratchet INTEGER',
    'ALTER TABLE sessions ADD COLUMN received TEXT',
    'ALTER TABLE sessions ADD COLUMN sent TEXT',
  ],
};
