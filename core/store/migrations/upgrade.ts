import { copyFileSync } from 'node:fs';
import { openConnection } from '../connection.ts';
import { migrate, migrations, versionOf } from './index.ts';
import type { Migration } from './migration.ts';

/** Where the database as it was before it became `version` is kept. */
export const backupBefore = (file: string, version: number): string => `${file}.before-v${version}`;

/**
 * Brings an older database to the last of `steps`, after a copy of it was kept. Does nothing at that version. All steps or none are
 * taken. Throws coded errors, and those of the file system.
 */
export const upgrade = (
  { file, key }: { readonly file: string; readonly key: Uint8Array },
  steps: readonly Migration[] = migrations,
): void => {
  let connection = openConnection({ file, key });
  try {
    if (versionOf(connection) >= steps.length) return;
    // Closing writes everything into the one file, which is then copied whole.
    connection.close();
    copyFileSync(file, backupBefore(file, steps.length));
    connection = openConnection({ file, key });
    migrate(connection, steps);
  } finally {
    connection.close();
  }
};
