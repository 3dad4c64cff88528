import type { Migration } from './migration.ts';

/** When it was last an entry's turn to be looked at is kept apart from when it last agreed. */
export const entriesLookedAt: Migration = {
  version: 20,
  statements: [
    'ALTER TABLE key_entries ADD COLUMN looked_at INTEGER',
    'UPDATE key_entries SET looked_at = checked_at',
  ],
};
