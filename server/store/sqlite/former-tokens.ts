import type { Kysely, Transaction } from 'kysely';
import type { AccountStore, FormerTokenReason } from '../types.ts';
import type { Schema } from './schema.ts';

/** Remembers why the present tokens of these devices are worth nothing any more; call it while their rows still stand. */
export const rememberTokens = async (
  trx: Transaction<Schema>,
  deviceRefs: readonly number[],
  { reason, accountRef, until }: FormerTokens,
): Promise<void> => {
  if (deviceRefs.length === 0) return;
  const tokens = trx
    .selectFrom('devices')
    .select((eb) => [
      'token_hash',
      eb.val(reason).as('reason'),
      eb.val(accountRef).as('account_ref'),
      eb.val(until).as('expires_at'),
    ])
    .where('ref', 'in', deviceRefs);
  await trx
    .insertInto('former_tokens')
    .columns(['token_hash', 'reason', 'account_ref', 'expires_at'])
    .expression(tokens)
    .execute();
};

export interface FormerTokens {
  readonly reason: FormerTokenReason;
  /** Null for an account that goes in the same transaction. */
  readonly accountRef: number | null;
  readonly until: number;
}

/** What was remembered of an account no longer says of which. */
export const releaseTokens = async (trx: Transaction<Schema>, accountRef: number): Promise<void> =>
  void (await trx
    .updateTable('former_tokens')
    .set({ account_ref: null })
    .where('account_ref', '=', accountRef)
    .execute());

export const wipeTokens = async (trx: Transaction<Schema>, accountRef: number): Promise<void> =>
  void (await trx.deleteFrom('former_tokens').where('account_ref', '=', accountRef).execute());

/** Leaves a word for a device that is being removed; after `rememberTokens`, while its row still stands. */
export const leaveFarewell = async (
  trx: Transaction<Schema>,
  deviceRef: number,
  farewell: string,
): Promise<void> => {
  const token = trx.selectFrom('devices').select('token_hash').where('ref', '=', deviceRef);
  await trx
    .updateTable('former_tokens')
    .set({ farewell })
    .where('token_hash', '=', token)
    .execute();
};

export const createFormerTokens = (
  db: Kysely<Schema>,
): Pick<AccountStore, 'findFormerToken' | 'expireFormerTokens'> => ({
  findFormerToken: async (tokenHash) => {
    const row = await db
      .selectFrom('former_tokens')
      .select(['reason', 'farewell'])
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row ?? null;
  },
  expireFormerTokens: async (now, limit) => {
    const old = db
      .selectFrom('former_tokens')
      .select('token_hash')
      .where('expires_at', '<', now)
      .limit(limit);
    const result = await db
      .deleteFrom('former_tokens')
      .where('token_hash', 'in', old)
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  },
});
