import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { ErrorCode } from '../../contract/errors/table.ts';

/** SQLite's result code of a thrown native error, such as `SQLITE_FULL`; undefined for other errors. */
export const sqliteCode = (error: unknown): string | undefined =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_')
    ? error.code
    : undefined;

const codeOf = (sqlite: string): ErrorCode => {
  if (sqlite === 'SQLITE_FULL') return 'store_disk_full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqlite)) return 'store_damaged';
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|BUSY|LOCKED|NOMEM|PERM|NOLFS)/.test(sqlite))
    return 'store_write_failed';
  return 'internal';
};

/** What a native error is called in Bisik. Coded errors pass unchanged; a broken constraint is `internal`. */
export const toStoreError = (error: unknown): CodedError => {
  if (isCodedError(error)) return error;
  const sqlite = sqliteCode(error);
  return new CodedError(sqlite === undefined ? 'internal' : codeOf(sqlite), { cause: error });
};
