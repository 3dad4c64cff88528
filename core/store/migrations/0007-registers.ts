import type { Migration } from './migration.ts';

/** Values that all devices of the account share. What versions before kept of settings is taken over by core, by its own rules. */
export const registers: Migration = {
  version: 7,
  statements: [
    `CREATE TABLE registers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, writes TEXT NOT NULL, waits INTEGER NOT NULL) STRICT`,
    `CREATE INDEX registers_waiting ON registers (name) WHERE waits = 1`,
  ],
};
