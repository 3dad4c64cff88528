import Database, { type Statement } from '@signalapp/sqlcipher';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { sqliteCode, toStoreError } from './errors.ts';
import { pragmaKey } from './key.ts';

export type SqlValue = string | number | Uint8Array | null;
type NativeValue = string | number | Uint8Array<ArrayBuffer> | null;

/** A prepared statement that survives `reopen`; parameters stand in the order of the question marks. */
export interface Sql<Row> {
  run(params?: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  get(params?: readonly SqlValue[]): Row | undefined;
  all(params?: readonly SqlValue[]): Row[];
}

/** One writing connection to an encrypted database. Errors are coded (see `toStoreError`). */
export interface Connection {
  /** Prepared at first use and kept. `Row` is what the caller knows of the columns. */
  sql<Row = Record<string, SqlValue>>(text: string): Sql<Row>;
  exec(text: string): void;
  transaction<T>(work: () => T): T;
  /** True between BEGIN and COMMIT. */
  inTransaction(): boolean;
  /** How often something that was written may have been taken back: transactions that ended in a throw, and files opened again. */
  takenBack(): number;
  reopen(): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly file: string;
  readonly key: Uint8Array;
  /** Called when a statement met `store_damaged`, before the error is thrown. */
  readonly onDamaged?: (() => void) | undefined;
}

const walPages = 2_000;

const openFile = (file: string): Database => {
  try {
    return new Database(file, { cacheStatements: false });
  } catch (error) {
    // The library gives no code here; all that can fail is opening or making the file.
    throw new CodedError('store_write_failed', { cause: error });
  }
};

const openNative = ({ file, key }: ConnectionOptions): Database => {
  const native = openFile(file);
  try {
    native.exec(pragmaKey(key));
    native.exec(
      'PRAGMA cipher_log_level=NONE; PRAGMA busy_timeout=2000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA foreign_keys=ON;' +
        `PRAGMA wal_autocheckpoint=${walPages}; PRAGMA journal_size_limit=${walPages * 4_200}; PRAGMA temp_store=MEMORY;`,
    );
    return native;
  } catch (error) {
    native.close();
    throw error;
  }
};

/** Opens `file`, making it when it is absent. Throws `store_damaged` also for a wrong key; `inspect` tells them apart. */
export const openConnection = (options: ConnectionOptions): Connection => {
  let native: Database | undefined;
  let statements = new Map<string, Statement>();
  let depth = 0;
  let generation = 0;
  let takenBack = 0;

  const fail = (error: unknown): never => {
    const coded = toStoreError(error);
    if (coded.code === 'store_damaged') options.onDamaged?.();
    throw coded;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return fail(error);
    }
  };
  const open = (): Database => {
    if (native === undefined) throw new CodedError('closing');
    return native;
  };
  const prepared = (text: string): Statement => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = open().prepare(text, { persistent: true });
      statements.set(text, statement);
    }
    return statement;
  };

  const sql = <Row>(text: string): Sql<Row> => {
    let statement: Statement | undefined;
    let madeIn = -1;
    const current = (): Statement => {
      if (statement === undefined || madeIn !== generation) {
        statement = prepared(text);
        madeIn = generation;
      }
      return statement;
    };
    return {
      run: (params = []) => guarded(() => current().run(params as readonly NativeValue[])),
      get: (params = []) =>
        guarded(() => current().get(params as readonly NativeValue[]) as Row | undefined),
      all: (params = []) => guarded(() => current().all(params as readonly NativeValue[]) as Row[]),
    };
  };

  const begin = sql('BEGIN IMMEDIATE');
  const commit = sql('COMMIT');
  const rollback = (): void => {
    try {
      prepared('ROLLBACK').run([]);
    } catch (error) {
      // SQLite has rolled back by itself after a full disk or a failed write; then there is nothing left to undo.
      if (sqliteCode(error) !== 'SQLITE_ERROR') throw error;
    }
  };
  const shut = (): void => {
    if (native === undefined) return;
    statements = new Map();
    generation += 1;
    const closing = native;
    native = undefined;
    closing.close();
  };

  const connection: Connection = {
    sql,
    exec: (text) => guarded(() => open().exec(text)),
    transaction: (work) => {
      if (depth > 0) return work();
      begin.run();
      depth = 1;
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        takenBack += 1;
        try {
          rollback();
        } catch {
          // A connection that cannot even roll back is in an unknown state: what was committed is on the disk, begin anew.
          connection.reopen();
        }
        throw error;
      } finally {
        depth = 0;
      }
    },
    inTransaction: () => depth > 0,
    takenBack: () => takenBack,
    reopen: () => {
      takenBack += 1;
      shut();
      native = guarded(() => openNative(options));
    },
    close: shut,
  };
  connection.reopen();
  return connection;
};
