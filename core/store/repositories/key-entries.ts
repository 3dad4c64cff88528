import type { Connection } from '../connection.ts';
import type { KeyEntriesRepository, KeyEntryRow } from '../types/key-entries.ts';

interface FlatRow extends Omit<KeyEntryRow, 'mark'> {
  readonly markPosition: number | null;
  readonly markVersion: number | null;
  readonly markSince: number | null;
}

const toRow = ({ markPosition, markVersion, markSince, ...row }: FlatRow): KeyEntryRow => ({
  ...row,
  mark:
    markPosition === null || markVersion === null || markSince === null
      ? null
      : { position: markPosition, version: markVersion, since: markSince },
});

/** What was seen of entries in the map of keys. */
export const createKeyEntries = (db: Connection): KeyEntriesRepository => {
  const get = db.sql<FlatRow>(
    `SELECT account_id AS accountId, epoch, coalesce(position, -1) AS position, version, chain, key_hash AS keyHash, state, checked_at AS checkedAt,
      looked_at AS lookedAt, doubted_at AS doubtedAt, evidence, mark_position AS markPosition, mark_version AS markVersion, mark_since AS markSince
     FROM key_entries WHERE account_id = ?`,
  );
  const save = db.sql(
    `INSERT INTO key_entries (account_id, epoch, position, version, chain, key_hash, state, checked_at, looked_at, doubted_at,
      evidence, mark_position, mark_version, mark_since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET epoch = excluded.epoch, position = excluded.position, version = excluded.version,
      chain = excluded.chain, key_hash = excluded.key_hash, state = excluded.state, checked_at = excluded.checked_at,
      looked_at = excluded.looked_at, doubted_at = excluded.doubted_at, evidence = excluded.evidence,
      mark_position = excluded.mark_position, mark_version = excluded.mark_version, mark_since = excluded.mark_since`,
  );
  const looked = db.sql('UPDATE key_entries SET looked_at = ? WHERE account_id = ?');
  const due = db.sql<{ accountId: string }>(
    `SELECT peer_identities.account_id AS accountId FROM peer_identities
     LEFT JOIN key_entries ON key_entries.account_id = peer_identities.account_id
     WHERE key_entries.checked_at IS NULL OR key_entries.checked_at < ? OR key_entries.state = 'unavailable'
      OR (key_entries.mark_position IS NOT NULL AND key_entries.checked_at < ?) OR key_entries.checked_at > ?
     ORDER BY iif(key_entries.looked_at > ?, NULL, key_entries.looked_at), key_entries.id IS NOT NULL LIMIT ?`,
  );
  const all = db.sql<{ accountId: string }>(
    `SELECT peer_identities.account_id AS accountId FROM peer_identities
     LEFT JOIN key_entries ON key_entries.account_id = peer_identities.account_id
     ORDER BY key_entries.looked_at, key_entries.id IS NOT NULL LIMIT ?`,
  );
  const agreed = db.sql(
    "SELECT 1 FROM key_entries WHERE state = 'agrees' AND checked_at > ? AND checked_at <= ? LIMIT 1",
  );
  return {
    get: (accountId) => {
      const row = get.get([accountId]);
      return row ? toRow(row) : null;
    },
    save: (row) => {
      save.run([
        row.accountId,
        row.epoch,
        row.position,
        row.version,
        row.chain,
        row.keyHash,
        row.state,
        row.checkedAt,
        row.lookedAt,
        row.doubtedAt,
        row.evidence,
        row.mark?.position ?? null,
        row.mark?.version ?? null,
        row.mark?.since ?? null,
      ]);
    },
    looked: (accountId, at) => void looked.run([at, accountId]),
    due: ({ before, markedBefore, now }, limit) =>
      due.all([before, markedBefore, now, now, limit]).map(({ accountId }) => accountId),
    all: (limit) => all.all([limit]).map(({ accountId }) => accountId),
    agreedBetween: (after, until) => agreed.get([after, until]) !== undefined,
  };
};
