import type { Connection } from '../connection.ts';
import { first } from './0001-first.ts';
import { sharing } from './0002-sharing.ts';
import { usageNoise } from './0003-usage-noise.ts';
import { disclosures } from './0004-disclosures.ts';
import { people } from './0005-people.ts';
import { disappearing } from './0006-disappearing.ts';
import { registers } from './0007-registers.ts';
import { sync } from './0008-sync.ts';
import { profiles } from './0009-profiles.ts';
import { keyChanges } from './0010-key-changes.ts';
import { keyEntries } from './0011-key-entries.ts';
import { origins } from './0012-origins.ts';
import { distinguishedHeads } from './0013-distinguished-heads.ts';
import { keyCheckpoints } from './0014-key-checkpoints.ts';
import { keyLabels } from './0015-key-labels.ts';
import { peerDevices } from './0016-peer-devices.ts';
import { recipients } from './0017-recipients.ts';
import { labelsByValue } from './0018-labels-by-value.ts';
import { labelsFoundAgain } from './0019-labels-found-again.ts';
import { entriesLookedAt } from './0020-entries-looked-at.ts';
import type { Migration } from './migration.ts';

/** All steps, contiguous from 1. A step that was released is never edited. */
export const migrations: readonly Migration[] = [
  first,
  sharing,
  usageNoise,
  disclosures,
  people,
  disappearing,
  registers,
  sync,
  profiles,
  keyChanges,
  keyEntries,
  origins,
  distinguishedHeads,
  keyCheckpoints,
  keyLabels,
  peerDevices,
  recipients,
  labelsByValue,
  labelsFoundAgain,
  entriesLookedAt,
];

/** The version that this program reads and writes. */
export const schemaVersion = migrations.length;

/** The version of an open database; 0 for an empty one. */
export const versionOf = (connection: Connection): number =>
  connection.sql<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;

/** Lists anew on which page each table begins. Inside a transaction. */
export const writeRoots = (connection: Connection): void => {
  connection.exec('DELETE FROM roots');
  connection.exec(
    'INSERT INTO roots (name, page) SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0',
  );
};

/** Runs what is missing in one transaction: all of it, or none. Throws coded errors; the file must not be newer than `steps`. */
export const migrate = (connection: Connection, steps: readonly Migration[] = migrations): void => {
  const from = versionOf(connection);
  if (from >= steps.length) return;
  connection.transaction(() => {
    for (const step of steps.slice(from)) {
      for (const statement of step.statements) connection.exec(statement);
      connection.exec(`PRAGMA user_version = ${step.version}`);
    }
    writeRoots(connection);
  });
};
