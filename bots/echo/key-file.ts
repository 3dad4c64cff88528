import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const keyBytes = 32;

/**
 * The database key of a program without a person: random, in a file that only this user reads. Made at the first call.
 * Throws when the file is there and is not a key: a new one would not open the database.
 */
export const readKeyFile = (
  folder: string,
  randomBytes: (length: number) => Uint8Array,
): Uint8Array => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'database.key');
  try {
    const key = readFileSync(file);
    if (key.length !== keyBytes) throw new Error(`${file} is not a key`);
    return new Uint8Array(key);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = randomBytes(keyBytes);
  writeFileSync(`${file}.new`, key, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return key;
};
