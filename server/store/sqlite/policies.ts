import type { Kysely } from 'kysely';
import type { PolicyStore } from '../types/policies.ts';
import type { Schema } from './schema.ts';

export const createPolicyStore = (db: Kysely<Schema>): PolicyStore => ({
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
  count: async () => {
    const row = await db
      .selectFrom('policies')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  },
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
