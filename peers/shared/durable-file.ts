import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
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
    writeFileSync(handle, text);
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

/** Adds the text at the end; on the disk when it returns. */
export const appendDurably = (file: string, text: string): void => {
  writeSynced(file, 'a', text);
  syncFolder(dirname(file));
};

export const readText = (file: string): string | null =>
  existsSync(file) ? readFileSync(file, 'utf8') : null;
