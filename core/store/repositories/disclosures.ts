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
  const bytesOf = db.sql<{ bytes: number }>(
    'SELECT length(CAST(content AS BLOB)) AS bytes FROM disclosures WHERE disclosure_id = ?',
  );
  const clear = db.sql('DELETE FROM disclosures');
  /** Counted once, and then with each change, since it is asked for with each page; again where something that was written may not stand. */
  let total: number | null = null;
  let countedAt = db.takenBack();
  const totalBytes = (): number => {
    if (countedAt !== db.takenBack()) total = null;
    countedAt = db.takenBack();
    total ??= bytes.get()?.bytes ?? 0;
    return total;
  };
  return {
    get: (disclosureId) => {
      const row = get.get([disclosureId]);
      return row ? toKept(row) : null;
    },
    keep: ({ disclosureId, number, content, verdict }) => {
      const others = totalBytes() - (bytesOf.get([disclosureId])?.bytes ?? 0);
      keep.run([disclosureId, number, content, verdicts.indexOf(verdict)]);
      total = others + Buffer.byteLength(content, 'utf8');
    },
    between: (from, before) => between.all([from, before]).map(toKept),
    floor: (before, wanted) => floor.get([before, wanted - 1])?.number ?? 0,
    count: () => count.get()?.count ?? 0,
    bytes: totalBytes,
    clear: () => {
      clear.run();
      total = null;
    },
  };
};
