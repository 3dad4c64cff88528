import { type ErrorBody, errorBodySchema } from '../../../contract/errors/coded-error.ts';
import type { Connection, Sql, SqlValue } from '../connection.ts';
import type { ChoiceRow, ChoicesRepository, PolicyRow } from '../types/choices.ts';
import { createMeta } from './meta.ts';

interface Row {
  id: number;
  hash: string;
  record: string;
  signature: string;
  own: number;
  place: number | null;
  received_at: number | null;
  forked: number;
  counter_signature: string | null;
  taken: number;
  problem: string | null;
  problem_read: number;
}

const tailName = 'sharing.tail';

const toProblem = (text: string | null): ErrorBody | null => {
  if (text === null) return null;
  const parsed = errorBodySchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : { code: 'internal' };
};

const toChoiceRow = (row: Row): ChoiceRow => ({
  id: row.id,
  hash: row.hash,
  record: row.record,
  signature: row.signature,
  own: row.own === 1,
  ordered:
    row.place === null
      ? null
      : {
          order: row.place,
          receivedAt: row.received_at ?? 0,
          forked: row.forked === 1,
          counterSignature: row.counter_signature ?? '',
        },
  taken: row.taken === 1,
  problem: toProblem(row.problem),
  problemRead: row.problem_read === 1,
});

/** Records of choices with their places, what was shown, and published policies. */
export const createChoices = (db: Connection): ChoicesRepository => {
  const meta = createMeta(db);
  const all = db.sql<Row>('SELECT * FROM choices ORDER BY place IS NULL, place, id');
  const add = db.sql(
    `INSERT INTO choices (hash, record, signature, own, forked, taken, problem_read)
     VALUES (?, ?, ?, ?, 0, 0, 0) ON CONFLICT DO NOTHING`,
  );
  const replace = db.sql('UPDATE choices SET hash = ?, record = ?, signature = ? WHERE id = ?');
  const order = db.sql(
    `UPDATE choices SET place = ?, received_at = ?, forked = ?, counter_signature = ?, record = ?,
       signature = CASE WHEN ? >= own THEN ? ELSE signature END, taken = 1, problem = NULL
     WHERE hash = ?`,
  );
  const forgetOrders = db.sql(
    'UPDATE choices SET place = NULL, received_at = NULL, forked = 0, counter_signature = NULL',
  );
  const refuse = db.sql('UPDATE choices SET problem = ?, problem_read = 0 WHERE id = ?');
  const readRefusals = db.sql('UPDATE choices SET problem_read = 1 WHERE problem IS NOT NULL');
  const remove = db.sql('DELETE FROM choices WHERE id = ?');
  const tail = db.sql<{ hash: string }>('SELECT hash FROM choice_tail WHERE id = 1');
  const setTail = db.sql(
    'INSERT INTO choice_tail (id, hash) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash',
  );
  const keepShown = db.sql(
    'INSERT INTO shown (hash, content) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const shown = db.sql<{ content: string }>('SELECT content FROM shown WHERE hash = ?');
  const policies = db.sql<PolicyRow>('SELECT hash, document, signature FROM policies ORDER BY id');
  const keepPolicy = db.sql(
    'INSERT INTO policies (hash, document, signature) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET signature = excluded.signature',
  );
  // Nothing that a transaction may still take back is kept.
  let kept: readonly ChoiceRow[] | null = null;
  const changing = <Row>(statement: Sql<Row>, params: readonly SqlValue[] = []): void => {
    kept = null;
    statement.run(params);
  };
  const clear = ['choices', 'choice_tail', 'shown'].map((table) => db.sql(`DELETE FROM ${table}`));
  return {
    all: () => {
      if (kept !== null) return kept;
      const rows = all.all().map(toChoiceRow);
      if (!db.inTransaction()) kept = rows;
      return rows;
    },
    add: (choice) => {
      changing(add, [choice.hash, choice.record, choice.signature, choice.own ? 1 : 0]);
    },
    replace: (id, choice) => {
      changing(replace, [choice.hash, choice.record, choice.signature, id]);
    },
    order: (choice, { order: place, receivedAt, forked, counterSignature }) =>
      db.transaction(() => {
        changing(add, [choice.hash, choice.record, choice.signature, choice.own ? 1 : 0]);
        changing(order, [
          place,
          receivedAt,
          forked ? 1 : 0,
          counterSignature,
          choice.record,
          choice.own ? 1 : 0,
          choice.signature,
          choice.hash,
        ]);
      }),
    forgetOrders: () => {
      changing(forgetOrders);
    },
    refuse: (id, problem) => {
      changing(refuse, [JSON.stringify(problem), id]);
    },
    readRefusals: () => {
      changing(readRefusals);
    },
    remove: (id) => {
      changing(remove, [id]);
    },
    tail: () => {
      const kept = meta.get(tailName) ?? tail.get()?.hash;
      return typeof kept === 'string' ? kept || null : undefined;
    },
    setTail: (hash) =>
      db.transaction(() => {
        meta.set(tailName, hash ?? '');
        setTail.run([hash ?? '']);
      }),
    keepShown: (hash, content) => {
      keepShown.run([hash, content]);
    },
    shown: (hash) => shown.get([hash])?.content ?? null,
    policies: () => policies.all(),
    keepPolicy: ({ hash, document, signature }) => {
      keepPolicy.run([hash, document, signature]);
    },
    clear: () =>
      db.transaction(() => {
        for (const statement of clear) changing(statement);
        meta.remove(tailName);
      }),
  };
};
