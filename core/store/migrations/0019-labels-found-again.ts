import type { Migration } from './migration.ts';

/** When a contradiction was found last is kept apart from since when there is a doubt. */
export const labelsFoundAgain: Migration = {
  version: 19,
  statements: [
    'ALTER TABLE key_labels ADD COLUMN last_found_at INTEGER',
    `UPDATE key_labels SET last_found_at = doubted_at, doubted_at = NULL WHERE state = 'contradicts'`,
  ],
};
