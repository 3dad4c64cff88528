import type { LogName } from '../../../contract/transparency/checkpoint.ts';
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
  const forgetNote = db.sql('DELETE FROM log_notes WHERE origin = ?');
  const alarms = db.sql<AlarmRow>(
    'SELECT kind, found_at, by_contact, evidence FROM log_alarms ORDER BY id',
  );
  const addAlarm = db.sql(
    'INSERT INTO log_alarms (kind, found_at, by_contact, evidence) VALUES (?, ?, ?, ?)',
  );
  const ofContacts = (log: LogName) => {
    const [toldAt, agreed] =
      log === 'keys' ? ['keys_told_at', 'keys_agreed'] : ['told_at', 'agreed'];
    const insert = 'INSERT INTO checkpoints_told (account_id, told_at, agreed';
    return {
      toldAt: db.sql<{ at: number | null }>(
        `SELECT nullif(${toldAt}, 0) AS at FROM checkpoints_told WHERE account_id = ?`,
      ),
      told: db.sql(
        `${insert}, keys_told_at) VALUES (?, ${log === 'keys' ? '0, 0, ?' : '?, 0, 0'})
         ON CONFLICT (account_id) DO UPDATE SET ${toldAt} = excluded.${toldAt}`,
      ),
      agreed: db.sql(
        `${insert}, keys_agreed) VALUES (?, 0, ${log === 'keys' ? '0, 1' : '1, 0'})
         ON CONFLICT (account_id) DO UPDATE SET ${agreed} = 1`,
      ),
      agreedCount: db.sql<{ count: number }>(
        `SELECT count(*) AS count FROM checkpoints_told WHERE ${agreed} = 1`,
      ),
    };
  };
  const told: Record<LogName, ReturnType<typeof ofContacts>> = {
    disclosures: ofContacts('disclosures'),
    keys: ofContacts('keys'),
  };
  return {
    notes: () => notes.all(),
    keepNote: ({ origin, size, note, seenAt }) => {
      keepNote.run([origin, size, note, seenAt]);
    },
    forgetNotes: (origins) => {
      for (const origin of origins) forgetNote.run([origin]);
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
    toldAt: (accountId, log) => told[log].toldAt.get([accountId])?.at ?? null,
    told: (accountId, log, at) => {
      told[log].told.run([accountId, at]);
    },
    agreed: (accountId, log) => {
      told[log].agreed.run([accountId]);
    },
    agreedCount: (log) => told[log].agreedCount.get()?.count ?? 0,
  };
};
