import type { SqliteConnection } from './connection.ts';
import { decodeEntries, encodeEntries, keyOf, keyToBytes, type SendEntry } from './send-entries.ts';

/**
 * Remembers which client message ids of which device were taken. New ones are appended, a row a commit, and stand in
 * memory; once there are enough they move into a table sorted by device, where neighbours share a page. Written one by
 * one, each would touch a page of its own and cost more than the message.
 */
export interface SendLog {
  /** When it was taken, or undefined. */
  readonly find: (sender: number, clientMessageId: Uint8Array<ArrayBuffer>) => number | undefined;
  /** Inside a transaction: notes a send that `find` does not know. */
  readonly add: (
    sender: number,
    clientMessageId: Uint8Array<ArrayBuffer>,
    acceptedAt: number,
  ) => void;
  /** Inside the same transaction: writes what was added, and moves some older ones on. */
  readonly write: () => void;
  /** The transaction failed, or only its answer did: what stands is read again before it is next asked for. */
  readonly invalidate: () => void;
  /** Inside a transaction: forgets devices altogether. */
  readonly remove: (senders: readonly number[]) => void;
  /** Inside a transaction: looks at some more, forgets those taken before `before`, gives how many. */
  readonly expire: (before: number, limit: number) => number;
}

type Recent = Map<number, Map<string, number>>;

/** So many stand in memory before they move; twice as many at most. */
const generationCount = 65_536;

export const createSendLog = (
  connection: SqliteConnection,
  generation = generationCount,
): SendLog => {
  const append = connection.prepare('INSERT INTO send_log (accepted_at, entries) VALUES (?, ?)');
  const rows = connection.prepare('SELECT id, entries FROM send_log ORDER BY id');
  const rewrite = connection.prepare('UPDATE send_log SET entries = ? WHERE id = ?');
  const removeThrough = connection.prepare('DELETE FROM send_log WHERE id <= ?');
  const removeRow = connection.prepare('DELETE FROM send_log WHERE id = ?');
  const oldRows = connection.prepare(
    'SELECT id FROM send_log WHERE accepted_at < ? ORDER BY id LIMIT ?',
  );
  const lookUp = connection.prepare(
    'SELECT accepted_at FROM sends WHERE sender_ref = ? AND client_message_id = ?',
  );
  const move = connection.prepare(
    'INSERT OR IGNORE INTO sends (sender_ref, client_message_id, accepted_at) VALUES (?, ?, ?)',
  );
  const removeSender = connection.prepare('DELETE FROM sends WHERE sender_ref = ?');
  const removeSend = connection.prepare(
    'DELETE FROM sends WHERE sender_ref = ? AND client_message_id = ?',
  );
  const walk = connection.prepare(
    `SELECT sender_ref, client_message_id, accepted_at FROM sends
     WHERE (sender_ref, client_message_id) > (?, ?) ORDER BY sender_ref, client_message_id LIMIT ?`,
  );

  let current: Recent = new Map();
  let currentCount = 0;
  let lastRow = 0;
  /** The older generation on its way into the table; its log rows end with `movingThrough`. */
  let moving: Recent = new Map();
  let movingThrough = 0;
  let batch: SendEntry[] = [];
  let stale = true;
  let cursor = { sender: 0, id: new Uint8Array(16) };

  const note = ({ sender, key, acceptedAt }: SendEntry): void => {
    const known = current.get(sender);
    if (known === undefined) current.set(sender, new Map([[key, acceptedAt]]));
    else known.set(key, acceptedAt);
    currentCount++;
  };

  const refresh = (): void => {
    if (!stale) return;
    stale = false;
    current = new Map();
    moving = new Map();
    movingThrough = 0;
    batch = [];
    currentCount = 0;
    lastRow = 0;
    for (const row of rows.all()) {
      lastRow = Number(row.id);
      for (const entry of decodeEntries(row.entries)) note(entry);
    }
  };

  const moveSome = (count: number): void => {
    if (movingThrough === 0) return;
    let left = count;
    for (const [sender, sends] of moving) {
      for (const key of [...sends.keys()].sort())
        move.run([sender, keyToBytes(key), sends.get(key) ?? 0]);
      moving.delete(sender);
      left -= sends.size;
      if (left <= 0) return;
    }
    removeThrough.run([movingThrough]);
    movingThrough = 0;
  };

  const invalidate = (): void => {
    stale = true;
  };

  return {
    find: (sender, clientMessageId) => {
      refresh();
      const key = keyOf(clientMessageId);
      const recent = current.get(sender)?.get(key) ?? moving.get(sender)?.get(key);
      if (recent !== undefined) return recent;
      const row = lookUp.get([sender, clientMessageId]);
      return row === undefined ? undefined : Number(row.accepted_at);
    },
    add: (sender, clientMessageId, acceptedAt) => {
      refresh();
      const entry = { sender, key: keyOf(clientMessageId), acceptedAt };
      batch.push(entry);
      note(entry);
    },
    write: () => {
      const first = batch[0];
      if (first === undefined) return;
      lastRow = append.run([first.acceptedAt, encodeEntries(batch)]).lastInsertRowid;
      // Twice as many as came in: a generation has moved before the next is full.
      moveSome(batch.length * 2);
      batch = [];
      if (currentCount < generation || movingThrough !== 0) return;
      moving = current;
      movingThrough = lastRow;
      current = new Map();
      currentCount = 0;
    },
    invalidate,
    remove: (senders) => {
      refresh();
      for (const sender of senders) removeSender.run([sender]);
      const gone = new Set(senders);
      if (!senders.some((sender) => current.has(sender) || moving.has(sender))) return;
      for (const row of rows.all()) {
        const entries = decodeEntries(row.entries);
        const kept = entries.filter(({ sender }) => !gone.has(sender));
        if (kept.length === entries.length) continue;
        if (kept.length === 0) removeRow.run([row.id ?? null]);
        else rewrite.run([encodeEntries(kept), row.id ?? null]);
      }
      for (const sender of senders) {
        current.delete(sender);
        moving.delete(sender);
      }
    },
    expire: (before, limit) => {
      const old = oldRows.all([before, limit]);
      for (const row of old) removeRow.run([row.id ?? null]);
      if (old.length > 0) invalidate();
      const seen = walk.all([cursor.sender, cursor.id, limit]);
      let removed = old.length;
      for (const row of seen) {
        const id = row.client_message_id;
        if (!(id instanceof Uint8Array)) continue;
        cursor = { sender: Number(row.sender_ref), id: new Uint8Array(id) };
        if (Number(row.accepted_at) >= before) continue;
        removeSend.run([cursor.sender, cursor.id]);
        removed++;
      }
      // The end of the table: the next look begins anew.
      if (seen.length < limit) cursor = { sender: 0, id: new Uint8Array(16) };
      return removed;
    },
  };
};
