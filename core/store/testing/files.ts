import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreOptions } from '../types.ts';

/** The bytes of a database and its WAL at one moment, as a crash would leave them. */
export interface Snapshot {
  readonly database: Uint8Array;
  /** Null when there is no WAL. */
  readonly wal: Uint8Array | null;
}

export const takeSnapshot = (file: string): Snapshot => ({
  database: readFileSync(file),
  wal: existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : null,
});

/** Writes a snapshot into another folder; gives options to open it with. */
export const putSnapshot = (
  snapshot: Snapshot,
  folder: string,
  options: StoreOptions,
): StoreOptions => {
  const file = join(folder, 'bisik.db');
  writeFileSync(file, snapshot.database);
  if (snapshot.wal !== null) writeFileSync(`${file}-wal`, snapshot.wal);
  return { ...options, file };
};

/** `bytes` with `length` of them inverted from `at` on. */
export const spoil = (bytes: Uint8Array, at: number, length: number): Uint8Array => {
  const spoiled = Uint8Array.from(bytes);
  for (let index = at; index < Math.min(at + length, spoiled.length); index++)
    spoiled[index] = (spoiled[index] ?? 0) ^ 0xff;
  return spoiled;
};
