import type { Mutex } from '../../platform/mutex.ts';
import type { SqliteConnection } from './connection.ts';

/** Ways to use the store’s one connection without Kysely. */
export interface Transactions {
  /** Runs `work` to its end before anybody else. */
  readonly exclusive: <Result>(work: () => Result) => Promise<Result>;
  /** The same as one transaction: all of it is on the disk, or it rejects. */
  readonly transaction: <Result>(work: () => Result) => Promise<Result>;
}

/** `onRollback`: after a transaction failed, what others keep in memory may be stale. */
export const createTransactions = (
  connection: SqliteConnection,
  mutex: Mutex,
  onRollback: () => void,
): Transactions => {
  const exclusive = async <Result>(work: () => Result): Promise<Result> => {
    const release = mutex.tryAcquire() ?? (await mutex.acquire());
    try {
      return work();
    } finally {
      release();
    }
  };
  return {
    exclusive,
    transaction: (work) =>
      exclusive(() => {
        connection.exec('BEGIN IMMEDIATE');
        try {
          const result = work();
          connection.exec('COMMIT');
          return result;
        } catch (error) {
          connection.rollback();
          onRollback();
          throw error;
        }
      }),
  };
};
