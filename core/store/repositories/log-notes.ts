import type { Connection } from '../connection.ts';
import type { LogNote, LogNotesRepository } from '../types/log-notes.ts';

interface AlarmRow {
  kind: string;
  found_at: number;
  by_contact: number;
  evidence: string;
}

/** Checkpoints that were seen, alarms, and which contacts were told. */
export const createLogNotes = (db: Connection): LogNotesRepository => {
  const notes = db.sql<LogNote>(
    'SELECT origin, size, note, seen_at AS seenAt FROM log_notes ORDER BY id',
  );
  const keepNote = db.sql(
    `INSERT INTO log_notes (origin, size, note, seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (origin) DO UPDATE SET size = excluded.size, note = excluded.note, seen_at = excluded.seen_at`,
  );
  const alarms = db.sql<AlarmRow>(
    'SELECT kind, found_at, by_contact, evidence FROM log_alarms ORDER BY id',
  );
  const addAlarm = db.sql(
    'INSERT INTO log_alarms (kind, found_at, by_contact, evidence) VALUES (?, ?, ?, ?)',
  );
  const toldAt = db.sql<{ told_at: number }>(
    'SELECT told_at FROM checkpoints_told WHERE account_id = ?',
  );
  const told = db.sql(
    `INSERT INTO checkpoints_told (account_id, told_at, agreed) VALUES (?, ?, 0)
     ON CONFLICT (account_id) DO UPDATE SET told_at = excluded.told_at`,
  );
  const agreed = db.sql(
    `INSERT INTO checkpoints_told (account_id, told_at, agreed) VALUES (?, 0, 1)
     ON CONFLICT (account_id) DO UPDATE SET agreed = 1`,
  );
  const agreedCount = db.sql<{ count: number }>(
    'SELECT count(*) AS count FROM checkpoints_told WHERE agreed = 1',
  );
  return {
    notes: () => notes.all(),
    keepNote: ({ origin, size, note, seenAt }) => {
      keepNote.run([origin, size, note, seenAt]);
    },
    alarms: () =>
      alarms.all().map((row) => ({
        kind: row.kind,
        foundAt: row.found_at,
        byContact: row.by_contact === 1,
        evidence: row.evidence,
      })),
    addAlarm: ({ kind, foundAt, byContact, evidence }) => {
      addAlarm.run([kind, foundAt, byContact ? 1 : 0, evidence]);
    },
    toldAt: (accountId) => toldAt.get([accountId])?.told_at ?? null,
    told: (accountId, at) => {
      told.run([accountId, at]);
    },
    agreed: (accountId) => {
      agreed.run([accountId]);
    },
    agreedCount: () => agreedCount.get()?.count ?? 0,
  };
};
