import type { Kysely } from 'kysely';
import type { PolicyStore } from '../types/policies.ts';
import type { SqliteConnection } from './connection.ts';
import type { Schema } from './schema.ts';
import type { Transactions } from './transactions.ts';

/** Asked at every decision, since the operator's command publishes from another program. */
const createCount = (
  connection: SqliteConnection,
  { exclusive }: Transactions,
): PolicyStore['count'] => {
  const count = connection.prepare('SELECT count(*) AS count FROM policies');
  return () => exclusive(() => Number(count.get()?.count ?? 0));
};

export const createPolicyStore = (
  db: Kysely<Schema>,
  connection: SqliteConnection,
  transactions: Transactions,
): PolicyStore => ({
  publish: ({ id, hash, publishedAt, document }) =>
    db.transaction().execute(async (trx) => {
      const known = await trx
        .selectFrom('policies')
        .select(['id', 'hash', 'published_at'])
        .orderBy('position')
        .execute();
      if (known.some((row) => row.id === id || row.hash === hash)) return 'taken';
      if (known.some((row) => row.published_at >= publishedAt)) return 'not_newest';
      await trx
        .insertInto('policies')
        .values({ id, hash, published_at: publishedAt, document })
        .execute();
      return 'published';
    }),
  count: createCount(connection, transactions),
  list: async () => {
    const rows = await db.selectFrom('policies').selectAll().orderBy('position').execute();
    return rows.map(({ id, hash, published_at: publishedAt, document }) => ({
      id,
      hash,
      publishedAt,
      document,
    }));
  },
});
