import { closeSync, existsSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Database } from '@signalapp/sqlcipher';

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';

/**
 * Takes the data folder for this process alone, until `release`; the operating system lets go of it when the process ends, however it ends.
 * A server keeps in memory what it read, so that another one beside it would still say yes after a refusal was answered. Throws
 * when another server has the folder, and has changed nothing then. The operator's commands need no lock: they add rows that a server looks for.
 */
export const lockFolder = (folder: string): { readonly release: () => void } => {
  const file = join(folder, 'server.lock');
  // No open and close of a file that stands: POSIX would let go of what this process itself has locked.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  try {
    // Nothing is ever written into it, beside it neither.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new Error(
      `A Bisik server runs on the data folder ${resolve(folder)} already. End it first, or choose another folder with BISIK_DATA_DIR.`,
      { cause: error },
    );
  }
  let held = true;
  return {
    release: () => {
      if (held) database.close();
      held = false;
    },
  };
};
