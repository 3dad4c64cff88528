import type { SqliteConnection } from './connection.ts';
import { initial } from './migrations/0001-initial.ts';
import { lastKeyIds } from './migrations/0002-last-key-ids.ts';
import { disclosureLog } from './migrations/0003-log.ts';
import { formerTokens } from './migrations/0004-former-tokens.ts';
import type { Migration } from './migrations/migration.ts';

const migrations: readonly Migration[] = [initial, lastKeyIds, disclosureLog, formerTokens];

const currentVersion = (connection: SqliteConnection): number => {
  const row = connection.prepare('PRAGMA user_version').get();
  return Number(row?.user_version ?? 0);
};

/** Brings the file to the newest shape, one transaction a step. Throws for a file of a newer program. */
export const migrate = (connection: SqliteConnection): void => {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = currentVersion(connection);
  if (found > newest) {
    throw new Error(`The database has format ${found}; this program knows up to ${newest}.`);
  }
  for (const { version, statements } of migrations) {
    if (version <= found) continue;
    connection.exec('BEGIN IMMEDIATE');
    try {
      for (const statement of statements) connection.exec(statement);
      connection.exec(`PRAGMA user_version = ${version}`);
      connection.exec('COMMIT');
    } catch (error) {
      connection.rollback();
      throw error;
    }
  }
};
