import type { Migration } from './migration.ts';

/** What was shared, as it was shown here: what a server showed once, it cannot take back in silence. */
export const disclosures: Migration = {
  version: 4,
  statements: [
    `CREATE TABLE disclosures (id INTEGER PRIMARY KEY, disclosure_id TEXT NOT NULL UNIQUE, number INTEGER NOT NULL,
      content TEXT NOT NULL, verdict INTEGER NOT NULL) STRICT`,
    `CREATE INDEX disclosures_by_number ON disclosures (number)`,
  ],
};
