import type { Migration } from './migration.ts';

/** With how much noise an answer was drawn, in hundredths of ε: what was drawn under a looser row must not be given under a stricter. */
export const usageNoise: Migration = {
  version: 3,
  statements: ['ALTER TABLE usage_answers ADD COLUMN drawn INTEGER'],
};
