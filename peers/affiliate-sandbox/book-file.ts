import { appendDurably, readText, writeDurably } from '../shared/durable-file.ts';

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
  read: () => (readText(file) ?? '').split('\n').slice(0, -1),
  append: (lines) => appendDurably(file, toText(lines)),
  replace: (lines) => writeDurably(file, toText(lines)),
});
