import type { Migration } from './migration.ts';

/** The distinguished head up to which nothing is kept of the heads between those. */
export const thinnedKeys: Migration = {
  version: 11,
  statements: [
    'CREATE TABLE key_thinned (id INTEGER PRIMARY KEY CHECK (id = 1), head INTEGER NOT NULL)',
  ],
};
