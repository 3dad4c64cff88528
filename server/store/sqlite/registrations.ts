import type { Kysely } from 'kysely';
import type { RegistrationStore } from '../types.ts';
import type { Schema } from './schema.ts';

export const createRegistrationStore = (db: Kysely<Schema>): RegistrationStore => ({
  add: async ({ id, number, codeHash, tries, expiresAt }) => {
    await db
      .insertInto('registrations')
      .values({
        id,
        number,
        code_hash: codeHash,
        tries_left: tries,
        expires_at: expiresAt,
        token_hash: null,
      })
      .execute();
  },
  takeTry: async (id) => {
    const taken = await db
      .updateTable('registrations')
      .set((eb) => ({ tries_left: eb('tries_left', '-', 1) }))
      .where('id', '=', id)
      .where('tries_left', '>', 0)
      .where('token_hash', 'is', null)
      .returning(['code_hash', 'expires_at', 'number'])
      .executeTakeFirst();
    if (taken !== undefined) {
      return {
        kind: 'try',
        codeHash: taken.code_hash,
        expiresAt: taken.expires_at,
        number: taken.number,
      };
    }
    const known = await db
      .selectFrom('registrations')
      .select(['token_hash'])
      .where('id', '=', id)
      .executeTakeFirst();
    return { kind: known === undefined || known.token_hash !== null ? 'unknown' : 'used_up' };
  },
  prove: async (id, tokenHash, expiresAt) => {
    await db
      .updateTable('registrations')
      .set({
        token_hash: tokenHash,
        expires_at: expiresAt,
        code_hash: new Uint8Array(32),
        tries_left: 0,
      })
      .where('id', '=', id)
      .execute();
  },
  remove: async (id) => {
    await db.deleteFrom('registrations').where('id', '=', id).execute();
  },
  expire: async (now, limit) => {
    const old = db
      .selectFrom('registrations')
      .select('id')
      .where('expires_at', '<', now)
      .limit(limit);
    const result = await db.deleteFrom('registrations').where('id', 'in', old).executeTakeFirst();
    return Number(result.numDeletedRows);
  },
});
