import type { Migration } from './migration.ts';

/** Of the log of keys: when a contact was told a checkpoint last (0: never), and whether their app brought one that agrees. */
export const keyCheckpoints: Migration = {
  version: 14,
  statements: [
    'ALTER TABLE checkpoints_told ADD COLUMN keys_told_at INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE checkpoints_told ADD COLUMN keys_agreed INTEGER NOT NULL DEFAULT 0',
  ],
};
