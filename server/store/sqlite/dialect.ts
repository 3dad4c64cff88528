import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Mutex } from '../../platform/mutex.ts';
import type { SqliteConnection, SqlValue } from './connection.ts';

const givesRows = /^\s*(select|with|pragma)\b|\breturning\b/i;

const asValue = (value: unknown): SqlValue => {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new TypeError(`SQLite takes no ${typeof value}`);
};

const asConnection = (sqlite: SqliteConnection): DatabaseConnection => ({
  executeQuery: <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
    const statement = sqlite.prepare(sql);
    const values = parameters.map(asValue);
    if (givesRows.test(sql)) return Promise.resolve({ rows: statement.all(values) as Row[] });
    const { changes } = statement.run(values);
    return Promise.resolve({ rows: [], numAffectedRows: BigInt(changes) });
  },
  streamQuery: () => {
    throw new Error('Streaming is not part of this dialect');
  },
});

/** Kysely over the store's one connection; the mutex keeps transactions and the hot paths apart. */
export const createSqliteDialect = (
  sqlite: SqliteConnection,
  mutex: Mutex,
  onRollback: () => void,
): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createDriver: (): Driver => {
    const connection = asConnection(sqlite);
    let release: (() => void) | undefined;
    const execute = (sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
    return {
      init: () => Promise.resolve(),
      acquireConnection: async () => {
        const acquired = await mutex.acquire();
        release = acquired;
        return connection;
      },
      beginTransaction: async () => void (await execute('BEGIN IMMEDIATE')),
      commitTransaction: async () => void (await execute('COMMIT')),
      rollbackTransaction: async () => {
        sqlite.rollback();
        onRollback();
      },
      releaseConnection: async () => release?.(),
      destroy: () => Promise.resolve(),
    };
  },
});
