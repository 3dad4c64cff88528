import type { Mutex } from '../../platform/mutex.ts';
import type {
  RelayStore,
  Route,
  SenderShare,
  SendOutcome,
  StoredEnvelope,
  StoredSend,
} from '../types.ts';
import type { SqliteConnection, SqlRow } from './connection.ts';
import type { SendLog } from './send-log.ts';

const bytesOf = (row: SqlRow, column: string): Uint8Array<ArrayBuffer> => {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${column} holds no bytes`);
};

const toShare = (row: SqlRow): SenderShare => ({
  sender: Number(row.sender),
  count: Number(row.count),
  bytes: Number(row.bytes),
});

/** Sums what was counted of each device by its account; one whose account was removed while it sent has none any more. */
const ofAccounts = (byDevice: string): string =>
  `SELECT coalesce(s.account_ref, r.account_ref, 0) AS sender, sum(count) AS count, sum(bytes) AS bytes
   FROM (${byDevice}) LEFT JOIN devices s ON s.ref = sender_ref
   LEFT JOIN removed_devices r ON r.ref = sender_ref GROUP BY sender`;

export interface RelayStoreParts {
  readonly connection: SqliteConnection;
  readonly mutex: Mutex;
  readonly sendLog: SendLog;
  /** Devices that were, or nearly were, removed while this process runs. */
  readonly removedDevices: ReadonlySet<number>;
}

/** Prepared statements on one connection; every call runs to its end before another may begin. */
export const createRelayStore = ({
  connection,
  mutex,
  sendLog,
  removedDevices,
}: RelayStoreParts): RelayStore => {
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
    `SELECT a.ref AS account_ref, d.ref, d.device_id, d.registration_id, s.reserved_seq, t.token_hash,
       sealed.token_hash AS sealed_hash
     FROM accounts a JOIN devices d ON d.account_ref = a.ref JOIN device_sequences s ON s.device_ref = d.ref
     LEFT JOIN delivery_tokens t ON t.account_ref = a.ref
     LEFT JOIN sealed_tokens sealed ON sealed.account_ref = a.ref WHERE a.id = ? ORDER BY d.device_id`,
  );
  // The length of a body is read without the body.
  const shares = connection.prepare(
    ofAccounts(`SELECT e.sender_ref, count(*) AS count, sum(length(e.body)) AS bytes FROM devices d
     JOIN envelopes e ON e.device_ref = d.ref WHERE d.account_ref = ? GROUP BY e.sender_ref`),
  );
  const sharesThrough = connection.prepare(
    ofAccounts(`SELECT sender_ref, count(*) AS count, sum(length(body)) AS bytes FROM envelopes
     WHERE device_ref = ? AND seq <= ? GROUP BY sender_ref`),
  );
  const oldest = connection.prepare(
    `SELECT e.id, e.accepted_at, a.id AS account_id FROM envelopes e LEFT JOIN devices d ON d.ref = e.device_ref
     LEFT JOIN accounts a ON a.ref = d.account_ref ORDER BY e.id LIMIT ?`,
  );
  const removeThrough = connection.prepare('DELETE FROM envelopes WHERE id <= ?');
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
  const inTransaction = <Result>(work: () => Result): Result => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      connection.rollback();
      sendLog.invalidate();
      throw error;
    }
  };
  const transaction = <Result>(work: () => Result): Promise<Result> =>
    exclusive(() => inTransaction(work));

  const isGone = ({ deviceRef }: StoredEnvelope): boolean =>
    removedDevices.has(deviceRef) && deviceStands.get([deviceRef]) === undefined;

  const take = ({ sender, clientMessageId, acceptedAt, envelopes }: StoredSend): SendOutcome => {
    if (removedDevices.size > 0 && envelopes.some(isGone)) return 'gone';
    const before = sendLog.find(sender, clientMessageId);
    if (before !== undefined) return before;
    sendLog.add(sender, clientMessageId, acceptedAt);
    for (const { deviceRef, seq, body } of envelopes) {
      insertEnvelope.run([deviceRef, seq, sender, acceptedAt, body]);
    }
    return 'taken';
  };

  /**
   * Losing what this removes repeats a delivery or keeps what expired a little longer: it is written, and reaches the
   * disk with the next commit that somebody waits for.
   */
  const relaxed = async <Result>(work: () => Result): Promise<Result> =>
    exclusive(() => {
      connection.exec('PRAGMA synchronous = NORMAL');
      try {
        return inTransaction(work);
      } finally {
        connection.exec('PRAGMA synchronous = FULL');
      }
    });

  const readRoute = (accountId: string): Route | undefined => {
    const rows = route.all([accountId]);
    const first = rows[0];
    if (first === undefined) return undefined;
    return {
      accountRef: Number(first.account_ref),
      accountId,
      deliveryTokenHash: first.token_hash === null ? null : bytesOf(first, 'token_hash'),
      sealedTokenHash: first.sealed_hash === null ? null : bytesOf(first, 'sealed_hash'),
      waiting: shares.all([Number(first.account_ref)]).map(toShare),
      devices: rows.map((row) => ({
        ref: Number(row.ref),
        deviceId: Number(row.device_id),
        registrationId: Number(row.registration_id),
        reservedSeq: Number(row.reserved_seq),
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
        const outcomes = sends.map(take);
        sendLog.write();
        return outcomes;
      }),
    findSend: (sender, clientMessageId) =>
      exclusive(() => sendLog.find(sender, clientMessageId) ?? null),
    acknowledge: (acks) =>
      relaxed(() =>
        acks.map(({ deviceRef, throughSeq }) => {
          const removed = sharesThrough.all([deviceRef, throughSeq]).map(toShare);
          if (removed.length > 0) acknowledge.run([deviceRef, throughSeq]);
          return removed;
        }),
      ),
    waiting: (deviceRef, afterSeq, limit, maxBytes) =>
      exclusive(() => {
        const found: StoredEnvelope[] = [];
        let bytes = 0;
        for (const row of waiting.all([deviceRef, afterSeq, limit])) {
          const body = bytesOf(row, 'body');
          bytes += body.length;
          if (bytes > maxBytes && found.length > 0) break;
          found.push({ deviceRef, seq: Number(row.seq), body });
        }
        return found;
      }),
    expireEnvelopes: (before, limit) =>
      relaxed(() => {
        const rows = oldest.all([limit]);
        // Rows stand in the order in which they were taken.
        const firstKept = rows.findIndex((row) => Number(row.accepted_at) >= before);
        const old = firstKept === -1 ? rows : rows.slice(0, firstKept);
        const last = old.at(-1);
        if (last !== undefined) removeThrough.run([last.id ?? null]);
        const accountIds = new Set(old.map((row) => String(row.account_id)));
        return { removed: old.length, accountIds: [...accountIds] };
      }),
    expireSends: (before, limit) => relaxed(() => sendLog.expire(before, limit)),
  };
};
