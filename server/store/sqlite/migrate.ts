import type { SqliteConnection } from './connection.ts';
import { initial } from './migrations/0001-initial.ts';
import { lastKeyIds } from './migrations/0002-last-key-ids.ts';
import { disclosureLog } from './migrations/0003-log.ts';
import { formerTokens } from './migrations/0004-former-tokens.ts';
import { policiesAndConsent } from './migrations/0005-policies-consent.ts';
import { affiliate } from './migrations/0006-affiliate.ts';
import { linkedDevices } from './migrations/0007-linked-devices.ts';
import { people } from './migrations/0008-people.ts';
import { choicesFromSequence } from './migrations/0009-choices-from-sequence.ts';
import { keyLog } from './migrations/0010-key-log.ts';
import { thinnedKeys } from './migrations/0011-thinned-keys.ts';
import { sealedTokens } from './migrations/0012-sealed-tokens.ts';
import { keyLabels } from './migrations/0013-key-labels.ts';
import type { Migration } from './migrations/migration.ts';

const migrations: readonly Migration[] = [
  initial,
  lastKeyIds,
  disclosureLog,
  formerTokens,
  policiesAndConsent,
  affiliate,
  linkedDevices,
  people,
  choicesFromSequence,
  keyLog,
  thinnedKeys,
  sealedTokens,
  keyLabels,
];

const currentVersion = (connection: SqliteConnection): number => {
  const row = connection.prepare('PRAGMA user_version').get();
  return Number(row?.user_version ?? 0);
};

/**
 * Brings the file to the newest shape, one transaction a step. Throws for a file of a newer program, and for one of an older
 * that may not be changed now.
 */
export const migrate = (connection: SqliteConnection, besideOthers = false): void => {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = currentVersion(connection);
  if (found > newest) {
    throw new Error(`The database has format ${found}; this program knows up to ${newest}.`);
  }
  if (besideOthers && found > 0 && found < newest) {
    throw new Error(
      `The database has format ${found}. Start this version of the server once, then try again.`,
    );
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
