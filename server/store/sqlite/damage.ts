import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { SqliteConnection } from './connection.ts';

const sizeOf = (file: string): number | undefined =>
  statSync(file, { throwIfNoEntry: false })?.size;

/** Whether a write-ahead log stands beside the database: the last run did not end by closing it. */
export const hasLog = (file: string): boolean => (sizeOf(`${file}-wal`) ?? 0) > 0;

const damaged = (what: string): Error =>
  Object.assign(
    new Error(`The server's database is damaged: ${what}. Put it aside and restore a backup.`),
    {
      code: 'SQLITE_CORRUPT',
    },
  );

/** Page size and count of the file's header (sqlite.org/fileformat.html section 1.3). */
const headerOf = (file: string): { pageBytes: number; pages: number } => {
  const head = Buffer.alloc(100);
  const handle = openSync(file, 'r');
  readSync(handle, head, 0, 100, 0);
  closeSync(handle);
  const pageBytes = head.readUInt16BE(16);
  return { pageBytes: pageBytes === 1 ? 65_536 : pageBytes, pages: head.readUInt32BE(28) };
};

/** SQLite would begin anew over an empty file and drop its log without a word. Throws instead. */
export const checkBefore = (file: string): void => {
  const size = sizeOf(file) ?? 0;
  if (size === 0) {
    if (hasLog(file)) throw damaged('the file is gone and its log is not');
    return;
  }
  if (size < 100) throw damaged('the file is cut');
  const { pageBytes, pages } = headerOf(file);
  if (!hasLog(file) && size < pageBytes * pages) throw damaged('the file is cut');
};

/** Above this a look at every page would keep people waiting; SQLite then finds damage when it meets it. */
const maxCheckedBytes = 1_073_741_824;

/** After a crash: looks at every page. Throws when one is not what it should be. */
export const checkContent = (connection: SqliteConnection, file: string): void => {
  if ((sizeOf(file) ?? 0) > maxCheckedBytes) return;
  const row = connection.prepare('PRAGMA quick_check(1)').get();
  if (row?.quick_check !== 'ok') throw damaged('its pages do not fit together');
};
