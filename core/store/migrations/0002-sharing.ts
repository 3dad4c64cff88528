import type { Migration } from './migration.ts';

/** Choices about data sharing, the policies they speak of, answers with noise, and what was seen of the disclosure log. */
export const sharing: Migration = {
  version: 2,
  statements: [
    `CREATE TABLE policies (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, document TEXT NOT NULL, signature TEXT NOT NULL) STRICT`,
    `CREATE TABLE choices (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, record TEXT NOT NULL, signature TEXT NOT NULL,
      own INTEGER NOT NULL, place INTEGER, received_at INTEGER, forked INTEGER NOT NULL, counter_signature TEXT,
      taken INTEGER NOT NULL, problem TEXT, problem_read INTEGER NOT NULL) STRICT`,
    `CREATE UNIQUE INDEX choices_by_place ON choices (place) WHERE place IS NOT NULL`,
    `CREATE TABLE choice_tail (id INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT`,
    `CREATE TABLE shown (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, content TEXT NOT NULL) STRICT`,

    `CREATE TABLE usage_days (id INTEGER PRIMARY KEY, day TEXT NOT NULL UNIQUE, opens INTEGER NOT NULL) STRICT`,
    `CREATE TABLE usage_answers (id INTEGER PRIMARY KEY, policy TEXT NOT NULL, bucket TEXT NOT NULL, answer TEXT NOT NULL,
      epsilon INTEGER NOT NULL, UNIQUE (policy, bucket)) STRICT`,

    `CREATE TABLE log_notes (id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, note TEXT NOT NULL,
      seen_at INTEGER NOT NULL) STRICT`,
    `CREATE TABLE log_alarms (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, found_at INTEGER NOT NULL, by_contact INTEGER NOT NULL,
      evidence TEXT NOT NULL) STRICT`,
    `CREATE TABLE checkpoints_told (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, told_at INTEGER NOT NULL,
      agreed INTEGER NOT NULL) STRICT`,
  ],
};
