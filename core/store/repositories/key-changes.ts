import { createHash } from 'node:crypto';
import type { EnvelopeType } from '../../../contract/wire/frames.ts';
import type { Connection } from '../connection.ts';
import { heldLimits, type KeyChangeRow, type KeyChangesRepository } from '../types/key-changes.ts';

interface ChangeColumns {
  account_id: string;
  key_hash: string;
  identity_key: Uint8Array | null;
  shown_at: number;
  state: number;
  told: number;
  lost: number;
}
interface HeldColumns {
  account_id: string;
  device_id: number;
  type: number;
  content: Uint8Array;
  accepted_at: number;
}

const states = ['undecided', 'accepted'] as const;

const toRow = (row: ChangeColumns): KeyChangeRow => ({
  accountId: row.account_id,
  keyHash: row.key_hash,
  identityKey: row.identity_key,
  shownAt: row.shown_at,
  state: states[row.state] ?? 'undecided',
  told: row.told === 1,
  lost: row.lost === 1,
});

/** Identity keys that are shown and not accepted, and what came under them. */
export const createKeyChanges = (db: Connection): KeyChangesRepository => {
  const get = db.sql<ChangeColumns>('SELECT * FROM key_changes WHERE account_id = ?');
  const save = db.sql(
    `INSERT INTO key_changes (account_id, key_hash, identity_key, shown_at, state, told, lost) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET key_hash = excluded.key_hash, identity_key = excluded.identity_key,
       shown_at = excluded.shown_at, state = excluded.state, told = excluded.told, lost = excluded.lost`,
  );
  const remove = db.sql('DELETE FROM key_changes WHERE account_id = ?');
  const inState = db.sql<{ account_id: string }>(
    'SELECT account_id FROM key_changes WHERE state = ? AND identity_key IS NOT NULL ORDER BY id',
  );
  const sizes = db.sql<{ count: number; bytes: number }>(
    'SELECT count(*) AS count, coalesce(sum(length(content)), 0) AS bytes FROM held WHERE account_id = ?',
  );
  const allBytes = db.sql<{ bytes: number }>(
    'SELECT coalesce(sum(length(content)), 0) AS bytes FROM held',
  );
  const hold = db.sql(
    `INSERT INTO held (account_id, device_id, type, content, digest, accepted_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const held = db.sql<HeldColumns>(
    'SELECT account_id, device_id, type, content, accepted_at FROM held WHERE account_id = ? ORDER BY id',
  );
  const dropHeld = db.sql('DELETE FROM held WHERE account_id = ?');

  return {
    get: (accountId) => {
      const row = get.get([accountId]);
      return row === undefined ? null : toRow(row);
    },
    save: (row) => {
      save.run([
        row.accountId,
        row.keyHash,
        row.identityKey,
        row.shownAt,
        states.indexOf(row.state),
        row.told ? 1 : 0,
        row.lost ? 1 : 0,
      ]);
    },
    remove: (accountId) =>
      db.transaction(() => {
        remove.run([accountId]);
        dropHeld.run([accountId]);
      }),
    undecided: () => inState.all([0]).map((row) => row.account_id),
    accepted: () => inState.all([1]).map((row) => row.account_id),
    hold: (envelopes) =>
      db.transaction(() => {
        const [one] = envelopes;
        if (one === undefined) return true;
        let { count, bytes } = sizes.get([one.accountId]) ?? { count: 0, bytes: 0 };
        let isWhole = true;
        let all = allBytes.get()?.bytes ?? 0;
        for (const { accountId, deviceId, type, content, acceptedAt } of envelopes) {
          if (
            count >= heldLimits.countOfOne ||
            bytes + content.length > heldLimits.bytesOfOne ||
            all + content.length > heldLimits.bytesOfAll
          ) {
            isWhole = false;
            continue;
          }
          const digest = createHash('sha256').update(content).digest();
          const params = [accountId, deviceId, type, content, digest, acceptedAt];
          if (hold.run(params).changes === 0) continue;
          count++;
          bytes += content.length;
          all += content.length;
        }
        return isWhole;
      }),
    held: (accountId) =>
      held.all([accountId]).map((row) => ({
        accountId: row.account_id,
        deviceId: row.device_id,
        type: row.type as EnvelopeType,
        content: row.content,
        acceptedAt: row.accepted_at,
      })),
    dropHeld: (accountId) => dropHeld.run([accountId]).changes > 0,
  };
};
