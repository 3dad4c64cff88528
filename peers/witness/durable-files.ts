import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const syncFolder = (folder: string): void => {
  // Windows cannot open a folder; there the rename itself is all there is.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

const writeSynced = (file: string, flags: 'w' | 'a', text: string): void => {
  const handle = openSync(file, flags, 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Puts the text in place of the file, whole or not at all; on the disk when it returns. */
export const writeDurably = (file: string, text: string): void => {
  writeSynced(`${file}.new`, 'w', text);
  renameSync(`${file}.new`, file);
  syncFolder(dirname(file));
};

/** Adds a line; on the disk when it returns. */
export const appendDurably = (file: string, line: string): void => {
  writeSynced(file, 'a', `${line}\n`);
  syncFolder(dirname(file));
};

export const readText = (file: string): string | null =>
  existsSync(file) ? readFileSync(file, 'utf8') : null;

export const readLines = (file: string): readonly string[] =>
  (readText(file) ?? '').split('\n').filter((line) => line !== '');

/** The 32 secret bytes of a file, made there once. Throws for a file that holds none. */
export const openSeed = (file: string): Uint8Array => {
  if (!existsSync(file)) writeDurably(file, `${randomBytes(32).toString('base64')}\n`);
  const seed = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (seed.length !== 32) throw new Error('witness.key holds no key');
  return seed;
};
