import type { Connection } from '../connection.ts';
import type { KeysRepository, PreKeyKind, PreKeyRow } from '../types/keys.ts';

type PreKeysPart = Pick<
  KeysRepository,
  | 'preKey'
  | 'savePreKeys'
  | 'removePreKeys'
  | 'newestPreKey'
  | 'removePreKeysBefore'
  | 'countOneTimeKeys'
  | 'reserveKeyIds'
  | 'markKyberPreKeyUsed'
>;

interface Row {
  id: number;
  record: Uint8Array;
  created_at: number;
  last_resort: number;
}

/** Key ids are 24 bits (libsignal's medium ids); the kind stands above them, so that the rowid finds a key. */
const kindSpan = 0x1000000;
const kinds: Record<PreKeyKind, number> = { one_time: 0, signed: 1, kyber: 2 };
const rowId = (kind: PreKeyKind, keyId: number): number => kinds[kind] * kindSpan + keyId;

const toPreKey = (row: Row): PreKeyRow => ({
  keyId: row.id % kindSpan,
  record: row.record,
  createdAt: row.created_at,
  lastResort: row.last_resort === 1,
});

/** Own pre-keys of all kinds. */
export const createPreKeys = (db: Connection): PreKeysPart => {
  const get = db.sql<Row>('SELECT * FROM pre_keys WHERE id = ?');
  const save = db.sql(
    'INSERT OR REPLACE INTO pre_keys (id, record, created_at, last_resort) VALUES (?, ?, ?, ?)',
  );
  const remove = db.sql('DELETE FROM pre_keys WHERE id = ?');
  const removeUses = db.sql('DELETE FROM kyber_uses WHERE key_id = ?');
  const newest = db.sql<Row>(
    'SELECT * FROM pre_keys WHERE id BETWEEN ? AND ? AND last_resort = ? ORDER BY created_at DESC, id DESC LIMIT 1',
  );
  const olderIds = db.sql<{ id: number }>(
    'SELECT id FROM pre_keys WHERE id BETWEEN ? AND ? AND last_resort = ? AND created_at < ? AND id <> ?',
  );
  const countUnused = db.sql<{ count: number }>(
    'SELECT count(*) AS count FROM pre_keys WHERE id BETWEEN ? AND ? AND last_resort = 0',
  );
  const addUse = db.sql(
    'INSERT INTO kyber_uses (key_id, signed_key_id, base_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const reserve = db.sql<{ value: number }>(
    'INSERT INTO totals (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + ? RETURNING value',
  );
  const range = (kind: 'signed' | 'kyber'): [number, number, number] => [
    rowId(kind, 0),
    rowId(kind, kindSpan - 1),
    kind === 'kyber' ? 1 : 0,
  ];
  const removeIds = (ids: readonly number[]): void =>
    db.transaction(() => {
      for (const id of ids) {
        remove.run([id]);
        if (id >= rowId('kyber', 0)) removeUses.run([id % kindSpan]);
      }
    });

  return {
    preKey: (kind, keyId) => {
      const row = get.get([rowId(kind, keyId)]);
      return row === undefined ? null : toPreKey(row);
    },
    savePreKeys: (kind, rows) =>
      db.transaction(() => {
        for (const row of rows)
          save.run([rowId(kind, row.keyId), row.record, row.createdAt, row.lastResort ? 1 : 0]);
      }),
    removePreKeys: (kind, keyIds) => removeIds(keyIds.map((keyId) => rowId(kind, keyId))),
    newestPreKey: (kind) => {
      const row = newest.get(range(kind));
      return row === undefined ? null : toPreKey(row);
    },
    removePreKeysBefore: (kind, before) => {
      const kept = newest.get(range(kind));
      const ids = olderIds.all([...range(kind), before, kept?.id ?? -1]).map((row) => row.id);
      removeIds(ids);
      return ids.length;
    },
    countOneTimeKeys: (kind) =>
      countUnused.get([rowId(kind, 0), rowId(kind, kindSpan - 1)])?.count ?? 0,
    reserveKeyIds: (kind, count) => {
      // Ids start at 1, and the ids of 2^24 keys last a device's lifetime.
      const row = reserve.get([`next_${kind}`, count + 1, count]);
      if (row === undefined || row.value > kindSpan) throw new RangeError('key ids used up');
      return row.value - count;
    },
    markKyberPreKeyUsed: (keyId, signedPreKeyId, baseKey) =>
      db.transaction(() => {
        const row = get.get([rowId('kyber', keyId)]);
        if (row?.last_resort !== 1) {
          removeIds([rowId('kyber', keyId)]);
          return true;
        }
        return addUse.run([keyId, signedPreKeyId, baseKey]).changes === 1;
      }),
  };
};
