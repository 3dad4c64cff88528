import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { Database } from '@signalapp/sqlcipher';

export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>;
export type SqlRow = Record<string, SqlValue>;

export interface SqliteStatement {
  readonly run: (parameters?: readonly SqlValue[]) => {
    readonly changes: number;
    readonly lastInsertRowid: number;
  };
  readonly get: (parameters?: readonly SqlValue[]) => SqlRow | undefined;
  readonly all: (parameters?: readonly SqlValue[]) => SqlRow[];
}

/** What the store asks of SQLite; the fault tests put a failing one in its place. */
export interface SqliteConnection {
  readonly prepare: (sql: string) => SqliteStatement;
  readonly exec: (sql: string) => void;
  /** Ends a transaction if one is open; a failed COMMIT may have ended it already. */
  readonly rollback: () => void;
  readonly close: () => void;
}

/** Others on this computer read nothing, whatever the folder allows; SQLite gives its companions the same mode. */
const closeToOthers = (file: string): void => {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  for (const name of [file, `${file}-wal`, `${file}-shm`])
    if (existsSync(name)) chmodSync(name, 0o600);
};

/** Opens with full durability: what COMMIT returned for is on the disk. */
export const openConnection = (file: string): SqliteConnection => {
  closeToOthers(file);
  const database = new Database(file, { cacheStatements: true });
  // Before the first table: three envelopes of ordinary size in a page of 4 KiB would leave much of it unused.
  database.pragma('page_size = 8192');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  // The operator's commands write beside the server, a row at a time.
  database.pragma('busy_timeout = 5000');
  database.pragma('cache_size = -65536');
  database.pragma('wal_autocheckpoint = 2000');
  return {
    prepare: (sql) => database.prepare(sql),
    exec: (sql) => database.exec(sql),
    rollback: () => {
      try {
        database.exec('ROLLBACK');
      } catch {
        // No transaction is open: SQLite rolled back by itself.
      }
    },
    close: () => database.close(),
  };
};
