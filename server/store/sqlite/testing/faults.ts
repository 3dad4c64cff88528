import { openConnection, type SqliteConnection } from '../connection.ts';

export type FaultMode = 'failed' | 'failed_but_persisted';

export interface FaultPlan {
  /** Counts down at each write; the fault happens when it gets to 0. */
  left: number;
  readonly mode: FaultMode;
  /** Writes seen so far. */
  seen: number;
}

const broken = () =>
  Object.assign(new Error('sqlite error(SQLITE_IOERR): disk I/O error'), { code: 'SQLITE_IOERR' });

const reads = /^\s*(?:SELECT|WITH|PRAGMA\s+\w+$|PRAGMA synchronous|PRAGMA quick_check|BEGIN)/i;

/** A real database whose n-th write fails, before or after it took effect. */
export const openWithFault =
  (plan: FaultPlan) =>
  (file: string): SqliteConnection => {
    const connection = openConnection(file);
    const guard = <Result>(sql: string, work: () => Result): Result => {
      if (reads.test(sql)) return work();
      plan.seen++;
      if (--plan.left !== 0) return work();
      if (plan.mode === 'failed_but_persisted') work();
      throw broken();
    };
    return {
      ...connection,
      exec: (sql) => guard(sql, () => connection.exec(sql)),
      prepare: (sql) => {
        const statement = connection.prepare(sql);
        return {
          run: (values) => guard(sql, () => statement.run(values)),
          get: (values) => guard(sql, () => statement.get(values)),
          all: (values) => guard(sql, () => statement.all(values)),
        };
      },
    };
  };
