import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ConsentStore, StoredRecord } from '../types/consent.ts';
import { markChanged } from './affiliate.ts';
import type { SqliteConnection } from './connection.ts';
import type { Schema } from './schema.ts';
import type { Transactions } from './transactions.ts';

const toRecord = (row: Selectable<Schema['consent_records']>): StoredRecord => ({
  order: row.position,
  hash: row.hash,
  deviceId: row.device_id,
  record: row.record,
  signature: row.signature,
  receivedAt: row.received_at,
  forked: row.forked === 1,
  counterSignature: row.counter_signature,
  last: row.last,
});

const toRow = (accountRef: number, record: StoredRecord): Schema['consent_records'] => ({
  account_ref: accountRef,
  position: record.order,
  hash: record.hash,
  device_id: record.deviceId,
  record: record.record,
  signature: record.signature,
  received_at: record.receivedAt,
  forked: record.forked ? 1 : 0,
  counter_signature: record.counterSignature,
  last: record.last,
});

const lastOrder = async (trx: Transaction<Schema>, accountRef: number): Promise<number> => {
  const row = await trx
    .selectFrom('consent_records')
    .select((eb) => eb.fn.max('position').as('order'))
    .where('account_ref', '=', accountRef)
    .executeTakeFirst();
  return Number(row?.order ?? 0);
};

const doubt = async (trx: Transaction<Schema>, accountRef: number | null): Promise<void> => {
  // Of two restored backups the older one counts.
  const count = sql<number>`min(coalesce(sure_order, 9007199254740991),
    (SELECT count(*) FROM consent_records WHERE account_ref = accounts.ref))`;
  await trx
    .updateTable('accounts')
    .set({ unconfirmed: 1, sure_order: count })
    .$if(accountRef !== null, (query) => query.where('ref', '=', accountRef ?? 0))
    .execute();
  await trx
    .updateTable('devices')
    .set({ choices_from_sequence: null })
    .$if(accountRef !== null, (query) => query.where('account_ref', '=', accountRef ?? 0))
    .execute();
};

/** Asked at every decision. */
const createAccountOf = (
  connection: SqliteConnection,
  { exclusive }: Transactions,
): ConsentStore['account'] => {
  const find = connection.prepare(
    'SELECT number, unconfirmed, sure_order FROM accounts WHERE ref = ?',
  );
  return (ref) =>
    exclusive(() => {
      const row = find.get([ref]);
      if (row === undefined) return null;
      return {
        number: String(row.number),
        unconfirmed: row.unconfirmed === 1,
        sureOrder: row.sure_order === null ? null : Number(row.sure_order),
      };
    });
};

export const createConsentStore = (
  db: Kysely<Schema>,
  connection: SqliteConnection,
  transactions: Transactions,
): ConsentStore => ({
  account: createAccountOf(connection, transactions),
  device: async (ref) => {
    const row = await db
      .selectFrom('devices')
      .select(['signing_key', 'choices_from_sequence'])
      .where('ref', '=', ref)
      .executeTakeFirst();
    return row === undefined
      ? null
      : { signingKey: row.signing_key, choicesFromSequence: row.choices_from_sequence };
  },
  records: async (ref, after, limit) => {
    const rows = await db
      .selectFrom('consent_records')
      .selectAll()
      .where('account_ref', '=', ref)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
    return rows.map(toRecord);
  },
  append: (ref, records) =>
    db.transaction().execute(async (trx) => {
      const account = await trx
        .selectFrom('accounts')
        .select('ref')
        .where('ref', '=', ref)
        .executeTakeFirst();
      if (account === undefined) return false;
      let order = await lastOrder(trx, ref);
      for (const record of records) {
        if (record.order !== ++order) throw new Error('another record took this order');
        await trx.insertInto('consent_records').values(toRow(ref, record)).execute();
      }
      await markChanged(trx, ref);
      return true;
    }),
  confirm: (account, device, fromSequence) =>
    db.transaction().execute(async (trx) => {
      await trx
        .updateTable('devices')
        .set({ choices_from_sequence: fromSequence })
        .where('ref', '=', device)
        .where('choices_from_sequence', 'is', null)
        .execute();
      const left = trx
        .selectFrom('devices')
        .select('ref')
        .where('account_ref', '=', account)
        .where('choices_from_sequence', 'is', null);
      await trx
        .updateTable('accounts')
        .set({ unconfirmed: 0 })
        .where('ref', '=', account)
        .where(({ not, exists }) => not(exists(left)))
        .execute();
    }),
  doubt: (ref) => db.transaction().execute((trx) => doubt(trx, ref)),
  doubtAll: () => db.transaction().execute((trx) => doubt(trx, null)),
});
