import type { Connection } from '../connection.ts';
import type { DisclosuresRepository, KeptDisclosure, Verdict } from '../types/disclosures.ts';

const verdicts: readonly Verdict[] = ['unchecked', 'checked', 'failed'];

interface Row {
  disclosure_id: string;
  number: number;
  content: string;
  verdict: number;
}

const toKept = (row: Row): KeptDisclosure => ({
  disclosureId: row.disclosure_id,
  number: row.number,
  content: row.content,
  verdict: verdicts[row.verdict] ?? 'unchecked',
});

/** What the server showed of what left. */
export const createDisclosures = (db: Connection): DisclosuresRepository => {
  const get = db.sql<Row>('SELECT * FROM disclosures WHERE disclosure_id = ?');
  const keep = db.sql(
    `INSERT INTO disclosures (disclosure_id, number, content, verdict) VALUES (?, ?, ?, ?)
     ON CONFLICT (disclosure_id) DO UPDATE SET content = excluded.content, verdict = excluded.verdict`,
  );
  const between = db.sql<Row>(
    'SELECT * FROM disclosures WHERE number >= ? AND number < ? ORDER BY number DESC, id DESC',
  );
  const floor = db.sql<{ number: number }>(
    'SELECT number FROM disclosures WHERE number < ? ORDER BY number DESC LIMIT 1 OFFSET ?',
  );
  const count = db.sql<{ count: number }>('SELECT count(*) AS count FROM disclosures');
  const bytes = db.sql<{ bytes: number }>(
    'SELECT coalesce(sum(length(CAST(content AS BLOB))), 0) AS bytes FROM disclosures',
  );
  const clear = db.sql('DELETE FROM disclosures');
  return {
    get: (disclosureId) => {
      const row = get.get([disclosureId]);
      return row ? toKept(row) : null;
    },
    keep: ({ disclosureId, number, content, verdict }) => {
      keep.run([disclosureId, number, content, verdicts.indexOf(verdict)]);
    },
    between: (from, before) => between.all([from, before]).map(toKept),
    floor: (before, wanted) => floor.get([before, wanted - 1])?.number ?? 0,
    count: () => count.get()?.count ?? 0,
    bytes: () => bytes.get()?.bytes ?? 0,
    clear: () => {
      clear.run();
    },
  };
};
