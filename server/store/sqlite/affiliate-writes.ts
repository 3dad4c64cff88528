import type { AffiliateChange, DisclosureRef, NewEntry, NewIntent } from '../types/affiliate.ts';
import type { SqliteConnection } from './connection.ts';
import type { LogTree } from './log-tree.ts';

const noRefs: readonly DisclosureRef[] = [];

/** Writes a change inside the transaction that is open. */
export const createAffiliateWrites = (connection: SqliteConnection, tree: LogTree) => {
  const insertIntent = connection.prepare(
    `INSERT INTO intents (account_ref, recipient, purpose, details, created_at, next_at)
     SELECT ref, ?, ?, ?, ?, 0 FROM accounts WHERE ref = ?`,
  );
  const insertDay = connection.prepare(
    'INSERT OR IGNORE INTO submitted_days (account_ref, purpose, day) SELECT ref, ?, ? FROM accounts WHERE ref = ?',
  );
  const addActivity = connection.prepare(
    `INSERT INTO activity (day, account_ref, messages, failed_sign_ins, limits_hit)
     SELECT ?, account_ref, ?, ?, ? FROM sharing_accounts WHERE account_ref = ? AND counted = 1
     ON CONFLICT (day, account_ref) DO UPDATE SET messages = messages + excluded.messages,
     failed_sign_ins = failed_sign_ins + excluded.failed_sign_ins, limits_hit = limits_hit + excluded.limits_hit`,
  );
  const forgetActivity = connection.prepare(
    'DELETE FROM activity WHERE account_ref = ? AND day < ?',
  );
  const forgetSubmitted = connection.prepare(
    'DELETE FROM submitted_days WHERE account_ref = ? AND day < ?',
  );
  const dropIntent = connection.prepare('DELETE FROM intents WHERE id = ?');
  const postponeIntent = connection.prepare('UPDATE intents SET next_at = ? WHERE id = ?');
  const refuseIntents = connection.prepare(
    'DELETE FROM intents WHERE account_ref = ? AND recipient = ? AND purpose = ?',
  );
  const setDraw = connection.prepare(
    `INSERT OR REPLACE INTO draws (account_ref, recipient, purpose, deletion_handle, rotation)
     SELECT ref, ?, ?, ?, ? FROM accounts WHERE ref = ?`,
  );
  const forgetDraws = connection.prepare('DELETE FROM draws WHERE account_ref = ?');
  const lastNumber = connection.prepare(
    'SELECT max(number) AS number FROM disclosures WHERE account_ref = ?',
  );
  const insertDisclosure = connection.prepare(
    `INSERT INTO disclosures (id, account_ref, number, recipient, purpose, policy, record_hash, payload,
     deletion_handle, deletion_id, begun_at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const setOutcome = connection.prepare(
    `UPDATE disclosures SET outcome = ?, next_at = CASE WHEN asked_at IS NULL THEN ? END, refusals = ?
     WHERE ref = ?`,
  );
  const askDeletion = connection.prepare(
    'UPDATE disclosures SET asked_at = ?, next_at = NULL WHERE ref = ? AND asked_at IS NULL',
  );
  const insertDeletion = connection.prepare(
    `INSERT INTO deletions (id, recipient, deletion_handle, disclosure_ref, next_at)
     SELECT deletion_id, recipient, deletion_handle, ref, ? FROM disclosures WHERE ref = ?`,
  );
  const setDeletion = connection.prepare(
    'UPDATE deletions SET next_at = ?, refusals = ? WHERE id = ?',
  );
  const findDeletion = connection.prepare('SELECT disclosure_ref FROM deletions WHERE id = ?');
  const removeDeletion = connection.prepare('DELETE FROM deletions WHERE id = ?');
  const confirm = connection.prepare('UPDATE disclosures SET confirmed_at = ? WHERE ref = ?');
  const looked = connection.prepare(
    'UPDATE sharing_accounts SET seen_order = ?, next_at = ?, counted = ?, changed = 0 WHERE account_ref = ?',
  );
  const insertEntry = connection.prepare(
    'INSERT INTO disclosure_entries (disclosure_ref, epoch, position, nonce, opening) VALUES (?, ?, ?, ?, ?)',
  );

  const addIntent = ({ accountRef, recipient, purpose, values, createdAt }: NewIntent): void =>
    void insertIntent.run([recipient, purpose, values, createdAt, accountRef]);

  const append = (entries: readonly (readonly [DisclosureRef, NewEntry])[]): void => {
    if (entries.length === 0) return;
    const { epoch, index } = tree.append(entries.map(([, { entry }]) => entry));
    for (const [at, [ref, { nonce, opening }]] of entries.entries())
      insertEntry.run([ref, epoch, index + at, nonce, opening]);
  };

  const begin = (change: AffiliateChange): readonly DisclosureRef[] => {
    if (change.begun === undefined || change.begun.length === 0) return noRefs;
    const numbers = new Map<number, number>();
    const begun = change.begun.map((disclosure) => {
      const { accountRef } = disclosure;
      const before = numbers.get(accountRef) ?? Number(lastNumber.get([accountRef])?.number ?? 0);
      numbers.set(accountRef, before + 1);
      const { lastInsertRowid } = insertDisclosure.run([
        disclosure.disclosureId,
        accountRef,
        before + 1,
        disclosure.recipient,
        disclosure.purpose,
        disclosure.policy,
        disclosure.recordHash,
        disclosure.payload,
        disclosure.deletionHandle,
        disclosure.deletionId,
        disclosure.begunAt,
        disclosure.nextAt,
      ]);
      return [Number(lastInsertRowid), disclosure.aboutToSend] as const;
    });
    append(begun);
    return begun.map(([ref]) => ref);
  };

  const writeOutcomes = ({
    outcomes = [],
    askDeletion: asked = [],
    confirmed = [],
  }: AffiliateChange) => {
    const entries: (readonly [DisclosureRef, NewEntry])[] = [];
    for (const { ref, outcome, nextAt, refusals, entry } of outcomes)
      if (setOutcome.run([outcome, nextAt, refusals, ref]).changes === 1 && entry !== null)
        entries.push([ref, entry]);
    for (const { ref, askedAt, nextAt, entry } of asked) {
      if (askDeletion.run([askedAt, ref]).changes !== 1) continue;
      insertDeletion.run([nextAt, ref]);
      entries.push([ref, entry]);
    }
    for (const { id, at, entry } of confirmed) {
      const ref = findDeletion.get([id])?.disclosure_ref;
      removeDeletion.run([id]);
      if (typeof ref === 'number' && confirm.run([at, ref]).changes === 1 && entry !== null)
        entries.push([ref, entry]);
    }
    append(entries);
  };

  return (change: AffiliateChange): readonly DisclosureRef[] => {
    for (const { accountRef, recipient, purpose } of change.refused ?? [])
      refuseIntents.run([accountRef, recipient, purpose]);
    for (const id of change.dropIntents ?? []) dropIntent.run([id]);
    for (const { id, nextAt } of change.postponeIntents ?? []) postponeIntent.run([nextAt, id]);
    for (const intent of change.intents ?? []) addIntent(intent);
    for (const intent of change.submitted ?? [])
      if (insertDay.run([intent.purpose, intent.day, intent.accountRef]).changes === 1)
        addIntent(intent);
    for (const day of change.activity ?? [])
      addActivity.run([day.day, day.messages, day.failedSignIns, day.limitsHit, day.accountRef]);
    for (const { accountRef, activityBefore, submittedBefore } of change.forgetDays ?? []) {
      forgetActivity.run([accountRef, activityBefore]);
      forgetSubmitted.run([accountRef, submittedBefore]);
    }
    for (const ref of change.forgetDraws ?? []) forgetDraws.run([ref]);
    for (const { accountRef, recipient, purpose, draw } of change.draws ?? [])
      setDraw.run([recipient, purpose, draw.deletionHandle, draw.rotation, accountRef]);
    const begun = begin(change);
    writeOutcomes(change);
    for (const { id, nextAt, refusals } of change.deletions ?? [])
      setDeletion.run([nextAt, refusals, id]);
    for (const { accountRef, seenOrder, nextAt, isCounted } of change.looked ?? [])
      looked.run([seenOrder, nextAt, isCounted ? 1 : 0, accountRef]);
    return begun;
  };
};
