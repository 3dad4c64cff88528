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

const toText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Lines in a file; all on the disk when a call returns. */
export interface BookFile {
  readonly read: () => readonly string[];
  readonly append: (lines: readonly string[]) => void;
  /** Puts `lines` in place of all that was there, whole or not at all. */
  readonly replace: (lines: readonly string[]) => void;
}

export const openBookFile = (file: string): BookFile => ({
  // What stands behind the last line break was torn, and nobody was told that it is here.
  read: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []),
  append: (lines) => writeSynced(file, 'a', toText(lines)),
  replace: (lines) => {
    writeSynced(`${file}.new`, 'w', toText(lines));
    renameSync(`${file}.new`, file);
    syncFolder(dirname(file));
  },
});
