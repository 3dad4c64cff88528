const failed =
  /SQLITE_(?:FULL|IOERR|READONLY|BUSY|LOCKED|CORRUPT|CANTOPEN|NOTADB|PERM|NOMEM|PROTOCOL)/;

/** True when the store could not write or read: nothing of the transaction is acknowledged. */
export const isStorageFailure = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  failed.test(error.code);
