import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Names that belong to one database file. */
export const siblings = (file: string) => ({
  wal: `${file}-wal`,
  sharedMemory: `${file}-shm`,
  /** A new database in the making; worthless until complete. */
  fresh: `${file}.new`,
  /** Damage was met while it was open: look at every page at the next start. */
  suspect: `${file}.suspect`,
  /** A rebuilt database is complete and only its renaming is left. */
  swap: `${file}.swap`,
});

/** Makes a rename or removal in the folder durable. Windows has no such call and needs none. */
export const syncFolderOf = (file: string): void => {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

/** Writes and syncs a small file. */
export const writeDurably = (file: string, text: string): void => {
  const handle = openSync(file, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolderOf(file);
};

/** Removes a database with its WAL and shared memory. */
export const removeDatabase = (file: string): void => {
  for (const name of [`${file}-wal`, `${file}-shm`, file]) rmSync(name, { force: true });
};

/** Remembers that damage was met. A full disk does not hide the damage itself, so a failure here is ignored. */
export const markSuspect = (file: string): void => {
  try {
    writeDurably(siblings(file).suspect, 'damage was met\n');
  } catch {
    // The next start meets the same damage again.
  }
};

/** Whether damage was met in this database and it was not made whole since. */
export const isSuspect = (file: string): boolean => existsSync(siblings(file).suspect);

/** It is whole again. */
export const clearSuspect = (file: string): void => rmSync(siblings(file).suspect, { force: true });
