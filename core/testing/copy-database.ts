import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Copies a database that is in use into a folder of its own, and gives the copy's path. Commits are synchronous: between two events
 * the files on the disk are what a killed process leaves.
 */
export const copyDatabase = (databaseFile: string): string => {
  const copy = join(mkdtempSync(join(tmpdir(), 'bisik-core-')), 'bisik.db');
  for (const suffix of ['', '-wal'])
    if (existsSync(databaseFile + suffix)) copyFileSync(databaseFile + suffix, copy + suffix);
  return copy;
};
