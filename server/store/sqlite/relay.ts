import type { Mutex } from '../../platform/mutex.ts';
import type { RelayBatch, RelayStore, Route, SendOutcome, StoredEnvelope } from '../types.ts';
import type { SqliteConnection, SqlRow } from './connection.ts';

const bytesOf = (row: SqlRow, column: string): Uint8Array<ArrayBuffer> => {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${column} holds no bytes`);
};

/** Prepared statements on one connection; every call runs to its end before another may begin. */
export const createRelayStore = (connection: SqliteConnection, mutex: Mutex): RelayStore => {
  const insertSend = connection.prepare(
    'INSERT OR IGNORE INTO sends (sender_ref, client_message_id, accepted_at) VALUES (?, ?, ?)',
  );
  const findSend = connection.prepare(
    'SELECT accepted_at FROM sends WHERE sender_ref = ? AND client_message_id = ?',
  );
  const insertEnvelope = connection.prepare(
    'INSERT INTO envelopes (device_ref, seq, sender_ref, accepted_at, body) VALUES (?, ?, ?, ?, ?)',
  );
  const deviceStands = connection.prepare('SELECT 1 FROM device_sequences WHERE device_ref = ?');
  const reserve = connection.prepare(
    'UPDATE device_sequences SET reserved_seq = max(reserved_seq, ?) WHERE device_ref = ?',
  );
  const acknowledge = connection.prepare('DELETE FROM envelopes WHERE device_ref = ? AND seq <= ?');
  const waiting = connection.prepare(
    'SELECT seq, body FROM envelopes WHERE device_ref = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const route = connection.prepare(
    `SELECT a.ref AS account_ref, d.ref, d.device_id, d.registration_id, s.reserved_seq,
      (SELECT count(*) FROM envelopes e WHERE e.device_ref = d.ref) AS waiting
     FROM accounts a JOIN devices d ON d.account_ref = a.ref JOIN device_sequences s ON s.device_ref = d.ref
     WHERE a.id = ? ORDER BY d.device_id`,
  );
  const oldest = connection.prepare(
    `SELECT e.id, e.accepted_at, a.id AS account_id FROM envelopes e LEFT JOIN devices d ON d.ref = e.device_ref
     LEFT JOIN accounts a ON a.ref = d.account_ref ORDER BY e.id LIMIT ?`,
  );
  const removeThrough = connection.prepare('DELETE FROM envelopes WHERE id <= ?');
  const expireSends = connection.prepare(
    `DELETE FROM sends WHERE (sender_ref, client_message_id) IN
      (SELECT sender_ref, client_message_id FROM sends WHERE accepted_at < ? LIMIT ?)`,
  );
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');

  const exclusive = async <Result>(work: () => Result): Promise<Result> => {
    const release = mutex.tryAcquire() ?? (await mutex.acquire());
    try {
      return work();
    } finally {
      release();
    }
  };
  const transaction = <Result>(work: () => Result): Promise<Result> =>
    exclusive(() => {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        connection.rollback();
        throw error;
      }
    });

  const take = (send: RelayBatch['sends'][number]): SendOutcome => {
    const { sender, clientMessageId, acceptedAt, envelopes } = send;
    if (envelopes.some(({ deviceRef }) => deviceStands.get([deviceRef]) === undefined))
      return 'gone';
    if (insertSend.run([sender, clientMessageId, acceptedAt]).changes === 0) {
      return Number(findSend.get([sender, clientMessageId])?.['accepted_at']);
    }
    for (const { deviceRef, seq, body } of envelopes) {
      insertEnvelope.run([deviceRef, seq, sender, acceptedAt, body]);
    }
    return 'taken';
  };

  const readRoute = (accountId: string): Route | undefined => {
    const rows = route.all([accountId]);
    const first = rows[0];
    if (first === undefined) return undefined;
    return {
      accountRef: Number(first['account_ref']),
      accountId,
      waiting: rows.reduce((sum, row) => sum + Number(row['waiting']), 0),
      devices: rows.map((row) => ({
        ref: Number(row['ref']),
        deviceId: Number(row['device_id']),
        registrationId: Number(row['registration_id']),
        reservedSeq: Number(row['reserved_seq']),
      })),
    };
  };

  return {
    routes: (accountIds) =>
      exclusive(() =>
        accountIds.map(readRoute).filter((found): found is Route => found !== undefined),
      ),
    commit: ({ sends, reserve: raised }) =>
      transaction(() => {
        for (const { deviceRef, throughSeq } of raised) reserve.run([throughSeq, deviceRef]);
        return sends.map(take);
      }),
    findSend: (sender, clientMessageId) =>
      exclusive(() => {
        const row = findSend.get([sender, clientMessageId]);
        return row === undefined ? null : Number(row['accepted_at']);
      }),
    acknowledge: (acks) =>
      transaction(() =>
        acks.map(({ deviceRef, throughSeq }) => acknowledge.run([deviceRef, throughSeq]).changes),
      ),
    waiting: (deviceRef, afterSeq, limit, maxBytes) =>
      exclusive(() => {
        const found: StoredEnvelope[] = [];
        let bytes = 0;
        for (const row of waiting.all([deviceRef, afterSeq, limit])) {
          const body = bytesOf(row, 'body');
          bytes += body.length;
          if (bytes > maxBytes && found.length > 0) break;
          found.push({ deviceRef, seq: Number(row['seq']), body });
        }
        return found;
      }),
    expireEnvelopes: (before, limit) =>
      transaction(() => {
        const rows = oldest.all([limit]);
        // Rows stand in the order in which they were taken.
        const firstKept = rows.findIndex((row) => Number(row['accepted_at']) >= before);
        const old = firstKept === -1 ? rows : rows.slice(0, firstKept);
        const last = old.at(-1);
        if (last !== undefined) removeThrough.run([last['id'] ?? null]);
        const accountIds = new Set(old.map((row) => String(row['account_id'])));
        return { removed: old.length, accountIds: [...accountIds] };
      }),
    expireSends: (before, limit) => transaction(() => expireSends.run([before, limit]).changes),
  };
};
