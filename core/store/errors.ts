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

/** The system's code of an error of `node:fs`, such as `ENOSPC`. */
const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

const codeOfSystem = (code: string): ErrorCode =>
  code === 'ENOSPC' || code === 'EDQUOT' ? 'store_disk_full' : 'store_write_failed';

/** What a native error, or one of the file system, is called in Bisik. Coded errors pass unchanged; a broken constraint is `internal`. */
export const toStoreError = (error: unknown): CodedError => {
  if (isCodedError(error)) return error;
  const sqlite = sqliteCode(error);
  const system = systemCode(error);
  if (sqlite !== undefined) return new CodedError(codeOf(sqlite), { cause: error });
  return new CodedError(system === undefined ? 'internal' : codeOfSystem(system), { cause: error });
};
