import type { Connection } from '../connection.ts';
import type { EarlyWord, SyncRepository } from '../types/sync.ts';
import { toUuidBytes } from '../uuid.ts';

const words: readonly EarlyWord[] = ['delivered', 'read', 'seen'];
// A contact can name what does not exist.
const mostOfAccount = 2_000;
const mostInAll = 20_000;

/** What was heard of messages that are not here yet. */
export interface Early {
  readonly keep: SyncRepository['keepEarly'];
  /** Whether there is anything to take. */
  readonly isAny: () => boolean;
  /** What was heard of a message, which is here from now on. */
  readonly take: (
    accountId: string,
    id: Uint8Array,
    outgoing: boolean,
  ) => ReadonlyMap<EarlyWord, number>;
}

/** Over the table `early`, which is bounded. */
export const createEarly = (db: Connection): Early => {
  const add = db.sql(
    'INSERT INTO early (account_id, message_id, outgoing, what, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const countOf = db.sql<{ count: number }>(
    'SELECT count(*) AS count FROM early WHERE account_id = ?',
  );
  const trimOf = db.sql(
    'DELETE FROM early WHERE id IN (SELECT id FROM early WHERE account_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?)',
  );
  const trim = db.sql('DELETE FROM early WHERE id <= (SELECT max(id) FROM early) - ?');
  const any = db.sql<{ one: number }>('SELECT 1 AS one FROM early LIMIT 1');
  const take = db.sql<{ what: number; at: number }>(
    'DELETE FROM early WHERE account_id = ? AND message_id = ? AND outgoing = ? RETURNING what, at',
  );
  return {
    keep: (accountId, word, messages, at) =>
      db.transaction(() => {
        for (const { messageId, outgoing } of messages)
          add.run([accountId, toUuidBytes(messageId), outgoing ? 1 : 0, words.indexOf(word), at]);
        if ((countOf.get([accountId])?.count ?? 0) > mostOfAccount)
          trimOf.run([accountId, mostOfAccount]);
        trim.run([mostInAll]);
      }),
    isAny: () => any.get([]) !== undefined,
    take: (accountId, id, outgoing) =>
      new Map(
        take
          .all([accountId, id, outgoing ? 1 : 0])
          .flatMap(({ what, at }) => (words[what] ? [[words[what], at] as const] : [])),
      ),
  };
};
