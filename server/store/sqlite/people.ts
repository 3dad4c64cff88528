import type { Kysely, Transaction } from 'kysely';
import type { ReportedMessage } from '../../../contract/wire/people.ts';
import type { DeliveryStore, ProfileStore, ReportStore, StoredReport } from '../types/people.ts';
import type { Schema } from './schema.ts';

const tokenTables = ['delivery_tokens', 'sealed_tokens'] as const;

/** Removes what belongs to an account: its profile, its delivery tokens, and the reports that it made. */
export const removePeopleRows = async (trx: Transaction<Schema>, ref: number): Promise<void> => {
  await trx.deleteFrom('reports').where('reporter_ref', '=', ref).execute();
  await trx.deleteFrom('profile_fields').where('account_ref', '=', ref).execute();
  for (const table of tokenTables)
    await trx.deleteFrom(table).where('account_ref', '=', ref).execute();
};

const reportsOf = (db: Kysely<Schema>) =>
  db
    .selectFrom('reports')
    .leftJoin('accounts as reporter', 'reporter.ref', 'reports.reporter_ref')
    .leftJoin('accounts as about', 'about.id', 'reports.about')
    .select([
      'reports.id',
      'reports.about',
      'reports.note',
      'reports.messages',
      'reports.received_at',
      'reports.closed_at',
      'reporter.id as reporter_id',
      'about.id as about_id',
    ])
    .orderBy('reports.place', 'desc');
type ReportRow = Awaited<ReturnType<ReturnType<typeof reportsOf>['execute']>>[number];

const toReport = (row: ReportRow): StoredReport => ({
  id: row.id,
  about: row.about,
  note: row.note,
  messages: JSON.parse(row.messages) as ReportedMessage[],
  receivedAt: row.received_at,
  closedAt: row.closed_at,
  reporterId: row.reporter_id,
  aboutExists: row.about_id !== null,
});

export const createReportStore = (db: Kysely<Schema>): ReportStore => ({
  add: ({ id, reporter, about, note, messages, receivedAt }, most) =>
    db.transaction().execute(async (trx) => {
      const known = await trx
        .selectFrom('reports')
        .select('id')
        .where('reporter_ref', '=', reporter)
        .execute();
      if (known.some((row) => row.id === id)) return 'taken';
      if (known.length >= most) return 'full';
      await trx
        .insertInto('reports')
        .values({
          id,
          reporter_ref: reporter,
          about,
          note,
          messages: JSON.stringify(messages),
          received_at: receivedAt,
          closed_at: null,
        })
        .onConflict((oc) => oc.doNothing())
        .execute();
      return 'taken';
    }),
  list: async (which) => {
    const all = reportsOf(db);
    const rows = await (which === 'open'
      ? all.where('reports.closed_at', 'is', null)
      : all
    ).execute();
    return rows.map(toReport);
  },
  find: async (id) => {
    const rows = await reportsOf(db)
      .where('reports.id', '>=', id)
      .where('reports.id', '<', `${id}g`)
      .execute();
    const [row, another] = rows;
    return row === undefined || another !== undefined ? null : toReport(row);
  },
  close: async (id, at) => {
    const { numUpdatedRows } = await db
      .updateTable('reports')
      .set({ closed_at: at })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  expire: async (before, limit) => {
    const old = db
      .selectFrom('reports')
      .select('place')
      .where('received_at', '<', before)
      .limit(limit);
    const { numDeletedRows } = await db
      .deleteFrom('reports')
      .where('place', 'in', old)
      .executeTakeFirst();
    return Number(numDeletedRows);
  },
});

export const createProfileStore = (db: Kysely<Schema>): ProfileStore => {
  const fieldOf = (accountId: string, field: string) =>
    db
      .selectFrom('accounts')
      .innerJoin('profile_fields', 'profile_fields.account_ref', 'accounts.ref')
      .where('accounts.id', '=', accountId)
      .where('profile_fields.field', '=', field);
  return {
    put: (account, field, sealed) =>
      db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('profile_fields')
          .where('account_ref', '=', account)
          .where('field', '=', field)
          .execute();
        if (sealed === null) return;
        await trx
          .insertInto('profile_fields')
          .values({
            account_ref: account,
            field,
            token_hash: sealed.tokenHash,
            content: sealed.content,
          })
          .execute();
      }),
    tokenHash: async (accountId, field) => {
      const row = await fieldOf(accountId, field)
        .select('profile_fields.token_hash')
        .executeTakeFirst();
      return row?.token_hash ?? null;
    },
    content: async (accountId, field) => {
      const row = await fieldOf(accountId, field)
        .select('profile_fields.content')
        .executeTakeFirst();
      return row?.content ?? null;
    },
  };
};

export const createDeliveryStore = (db: Kysely<Schema>): DeliveryStore => ({
  set: (account, hashes) =>
    db.transaction().execute(async (trx) => {
      for (const table of tokenTables) {
        const hash = table === 'delivery_tokens' ? hashes.tokenHash : hashes.sealedHash;
        await trx.deleteFrom(table).where('account_ref', '=', account).execute();
        if (hash !== null)
          await trx.insertInto(table).values({ account_ref: account, token_hash: hash }).execute();
      }
    }),
});
