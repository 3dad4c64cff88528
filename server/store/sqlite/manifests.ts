import type { Kysely } from 'kysely';
import type { ManifestStore } from '../types/manifests.ts';
import { deviceStands } from './device-rows.ts';
import type { Schema } from './schema.ts';

export const createManifestStore = (db: Kysely<Schema>): ManifestStore => ({
  get: async (accountRef) => {
    const row = await db
      .selectFrom('account_manifests')
      .select(['version', 'content'])
      .where('account_ref', '=', accountRef)
      .executeTakeFirst();
    return row ?? null;
  },
  put: (accountRef, deviceRef, { version, over, content }) =>
    db.transaction().execute(async (trx) => {
      if (!(await deviceStands(trx, deviceRef))) return 'gone';
      const present = await trx
        .selectFrom('account_manifests')
        .select(['version', 'content'])
        .where('account_ref', '=', accountRef)
        .executeTakeFirst();
      if (present?.version === version && present.content === content) return 'taken';
      if (over !== (present?.version ?? 0) || version <= over) return 'conflict';
      await trx
        .insertInto('account_manifests')
        .values({ account_ref: accountRef, version, content })
        .onConflict((oc) => oc.column('account_ref').doUpdateSet({ version, content }))
        .execute();
      return 'taken';
    }),
});
