import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import type { RandomBytes } from './random.ts';

const syncFolder = (folder: string): void => {
  // Windows cannot open a folder; there the rename itself is all there is.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

/** Writes a file that only this user can read, whole or not at all. */
const writeSecretFile = (file: string, text: string): void => {
  const temporary = `${file}.new`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
};

/** The 32 secret bytes of a file, made there once. Throws for a file that holds none. */
export const openSecret = (file: string, random: RandomBytes): Buffer<ArrayBuffer> => {
  if (!existsSync(file)) writeSecretFile(file, `${Buffer.from(random(32)).toString('base64')}\n`);
  const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (secret.length !== 32) throw new Error(`${basename(file)} in the data folder holds no key`);
  return secret;
};
