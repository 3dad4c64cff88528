import { type Kysely, sql, type Transaction } from 'kysely';
import { type AffiliateStore, longestWaitMs } from '../types/affiliate.ts';
import {
  intentColumns,
  openColumns,
  toActivity,
  toChanged,
  toDeletion,
  toDraw,
  toEntry,
  toIntent,
  toOpen,
  toStanding,
} from './affiliate-rows.ts';
import { createAffiliateWrites } from './affiliate-writes.ts';
import type { SqliteConnection } from './connection.ts';
import type { LogTree } from './log-tree.ts';
import type { Schema } from './schema.ts';
import type { Transactions } from './transactions.ts';

/** With the record itself: somebody has to look at what it changes. */
export const markChanged = async (trx: Transaction<Schema>, accountRef: number): Promise<void> => {
  await sql`INSERT INTO sharing_accounts (account_ref, seen_order, next_at, changed) VALUES (${accountRef}, 0, 0, 1)
    ON CONFLICT (account_ref) DO UPDATE SET changed = 1`.execute(trx);
};

/**
 * With the account: asks for the deletion of everything that left, and destroys payloads and openings. The commitments in
 * the log stay. What is on its way now is asked for when it has arrived.
 */
export const removeDisclosures = async (trx: Kysely<Schema>, accountRef: number): Promise<void> => {
  await sql`INSERT INTO deletions (id, recipient, deletion_handle, disclosure_ref, next_at)
    SELECT deletion_id, recipient, deletion_handle, NULL, CASE WHEN next_at IS NULL THEN 0 ELSE next_at END
    FROM disclosures WHERE account_ref = ${accountRef} AND asked_at IS NULL
    AND (outcome IS NULL OR outcome <> 'not_sent' OR next_at IS NOT NULL)`.execute(trx);
  await sql`UPDATE deletions SET disclosure_ref = NULL WHERE disclosure_ref IN
    (SELECT ref FROM disclosures WHERE account_ref = ${accountRef})`.execute(trx);
  await sql`DELETE FROM disclosure_entries WHERE disclosure_ref IN
    (SELECT ref FROM disclosures WHERE account_ref = ${accountRef})`.execute(trx);
  for (const table of [
    'disclosures',
    'intents',
    'draws',
    'sharing_accounts',
    'submitted_days',
    'activity',
    'suggestions',
  ])
    await sql`DELETE FROM ${sql.table(table)} WHERE account_ref = ${accountRef}`.execute(trx);
  await sql`DELETE FROM suggestions WHERE suggested_ref = ${accountRef}`.execute(trx);
};

export const createAffiliateStore = (
  connection: SqliteConnection,
  tree: LogTree,
  { exclusive, transaction }: Transactions,
): AffiliateStore => {
  const write = createAffiliateWrites(connection, tree);
  /**
   * What is due, and what was put off further than anything ever is, by a clock that was ahead. Asked for one after the other: asked
   * for together, all of it would be read and sorted each time.
   */
  const dueBy = (selectWhere: (compare: '<=' | '>') => string) => {
    const past = connection.prepare(selectWhere('<='));
    const ahead = connection.prepare(selectWhere('>'));
    return (now: number, limit: number) => {
      const rows = past.all([now, limit]);
      const room = limit - rows.length;
      return room > 0 ? [...rows, ...ahead.all([now + longestWaitMs, room])] : rows;
    };
  };
  const dueDeletions = dueBy(
    (compare) =>
      `SELECT e.id, e.recipient, e.deletion_handle, e.disclosure_ref, e.refusals, d.id AS disclosure_id
       FROM deletions e LEFT JOIN disclosures d ON d.ref = e.disclosure_ref
       WHERE e.next_at ${compare} ? ORDER BY e.next_at LIMIT ?`,
  );
  const dueDisclosures = dueBy(
    (compare) =>
      `SELECT ${openColumns} FROM disclosures WHERE next_at ${compare} ? ORDER BY next_at LIMIT ?`,
  );
  const dueIntents = dueBy(
    (compare) =>
      `SELECT ${intentColumns} WHERE i.next_at ${compare} ? ORDER BY i.next_at, i.id LIMIT ?`,
  );
  const interrupted = connection.prepare(
    `SELECT ${openColumns} FROM disclosures WHERE next_at IS NOT NULL AND outcome IS NULL LIMIT ?`,
  );
  const landDeletions = connection.prepare(
    'UPDATE deletions SET next_at = ? WHERE next_at > ? AND refusals = 0',
  );
  const landDisclosures = connection.prepare(
    'UPDATE disclosures SET next_at = ? WHERE next_at > ? AND refusals = 0',
  );
  const changed = connection.prepare(
    'SELECT account_ref, seen_order FROM sharing_accounts WHERE changed = 1 LIMIT ?',
  );
  const toLookAt = dueBy(
    (compare) =>
      `SELECT account_ref, seen_order FROM sharing_accounts WHERE changed = 0 AND next_at ${compare} ?
       ORDER BY next_at LIMIT ?`,
  );
  const standing = connection.prepare(
    `SELECT ref, id, recipient, purpose, payload, begun_at, outcome, next_at FROM disclosures
     WHERE account_ref = ? AND asked_at IS NULL ORDER BY number`,
  );
  const waiting = connection.prepare(
    `SELECT ${intentColumns} WHERE i.account_ref = ? ORDER BY i.id`,
  );
  const draws = connection.prepare(
    'SELECT account_ref, recipient, purpose, deletion_handle, rotation FROM draws WHERE account_ref = ?',
  );
  const page = connection.prepare(
    'SELECT ref, id, number, payload FROM disclosures WHERE account_ref = ? AND number < ? ORDER BY number DESC LIMIT ?',
  );
  const count = connection.prepare(
    'SELECT count(*) AS total FROM disclosures WHERE account_ref = ?',
  );
  const entries = connection.prepare(
    'SELECT epoch, position, nonce, opening FROM disclosure_entries WHERE disclosure_ref = ? ORDER BY epoch, position',
  );
  const activityOf = connection.prepare(
    'SELECT day, account_ref, messages, failed_sign_ins, limits_hit FROM activity WHERE account_ref = ? ORDER BY day',
  );
  const holder = connection.prepare(
    `SELECT account_ref FROM disclosures WHERE deletion_handle = ? AND purpose = 'friend-suggestions'
     AND asked_at IS NULL`,
  );
  const clearSuggestions = connection.prepare('DELETE FROM suggestions');
  const insertSuggestion = connection.prepare(
    `INSERT OR IGNORE INTO suggestions (account_ref, suggested_ref)
     SELECT a.ref, b.ref FROM accounts a, accounts b WHERE a.ref = ? AND b.ref = ?`,
  );
  const suggested = connection.prepare(
    `SELECT a.ref, a.username FROM suggestions s JOIN accounts a ON a.ref = s.suggested_ref
     WHERE s.account_ref = ? ORDER BY s.suggested_ref LIMIT ?`,
  );
  const forgetAllDraws = connection.prepare('DELETE FROM draws');

  return {
    commit: (change) => transaction(() => write(change)),
    due: (now, limit) =>
      exclusive(() => {
        const deletions = dueDeletions(now, limit).map(toDeletion);
        const room = limit - deletions.length;
        const disclosures = dueDisclosures(now, room).map(toOpen);
        const intents = dueIntents(now, room - disclosures.length).map(toIntent);
        return { deletions, disclosures, intents };
      }),
    interrupted: (limit) => exclusive(() => interrupted.all([limit]).map(toOpen)),
    land: (now) =>
      transaction(() => {
        landDeletions.run([now, now]);
        landDisclosures.run([now, now]);
      }),
    changed: (limit) => exclusive(() => changed.all([limit]).map(toChanged)),
    toLookAt: (now, limit) => exclusive(() => toLookAt(now, limit).map(toChanged)),
    standing: (account) => exclusive(() => standing.all([account]).map(toStanding)),
    waiting: (account) => exclusive(() => waiting.all([account]).map(toIntent)),
    draws: (account) => exclusive(() => draws.all([account]).map(toDraw)),
    list: (account, before, limit) =>
      exclusive(() => ({
        disclosures: page.all([account, before, limit]).map((row) => ({
          disclosureId: String(row.id),
          number: Number(row.number),
          payload: String(row.payload),
          entries: entries.all([Number(row.ref)]).map(toEntry),
        })),
        total: Number(count.get([account])?.total ?? 0),
      })),
    activityOf: (account) => exclusive(() => activityOf.all([account]).map(toActivity)),
    holders: (handles) =>
      exclusive(() => {
        const found = handles.map((handle) => [handle, holder.get([handle])?.account_ref] as const);
        return new Map(found.flatMap(([handle, ref]) => (ref ? [[handle, Number(ref)]] : [])));
      }),
    replaceSuggestions: (pairs) =>
      transaction(() => {
        clearSuggestions.run();
        for (const { to, suggested: other } of pairs) insertSuggestion.run([to, other]);
      }),
    suggestedTo: (account, limit) =>
      exclusive(() =>
        suggested.all([account, limit]).map((row) => ({
          accountRef: Number(row.ref),
          username: typeof row.username === 'string' ? row.username : null,
        })),
      ),
    forgetAllDraws: () => transaction(() => void forgetAllDraws.run()),
  };
};
