import type { Migration } from './migration.ts';

/** At which heads of the map of keys an entry was seen; null where that was not kept. */
export const distinguishedHeads: Migration = {
  version: 13,
  statements: [
    'ALTER TABLE key_entries ADD COLUMN position INTEGER',
    'ALTER TABLE key_entries ADD COLUMN mark_position INTEGER',
    'ALTER TABLE key_entries ADD COLUMN mark_version INTEGER',
    'ALTER TABLE key_entries ADD COLUMN mark_since INTEGER',
  ],
};
