import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { StoreState } from '../../../contract/ipc/engine-state.ts';
import { openConnection } from '../connection.ts';
import { toStoreError } from '../errors.ts';
import { migrate, migrations } from '../migrations/index.ts';
import type { StoreOptions } from '../types.ts';
import { clearSuspect, removeDatabase, siblings, syncFolderOf, writeDurably } from './files.ts';
import { addLossNotices } from './lost-messages.ts';
import { openPageSource } from './page-source.ts';
import { salvage } from './salvage.ts';

const timeIn = (at: number): string =>
  new Date(at).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');

const syncFile = (file: string): void => {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** A second name for the same bytes where the file system can, else a copy. */
const keepOne = (from: string, to: string): void => {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    syncFile(to);
  }
};

/** Keeps the database and its WAL under a name with the time, and gives that name. The originals stay. */
export const keepAside = (file: string, at: number): string => {
  let kept = `${file}.kept-${timeIn(at)}`;
  for (let count = 2; existsSync(kept); count++) kept = `${file}.kept-${timeIn(at)}-${count}`;
  keepOne(file, kept);
  const { wal } = siblings(file);
  if (existsSync(wal)) keepOne(wal, `${kept}-wal`);
  syncFolderOf(file);
  return kept;
};

/** Puts a complete rebuilt database in place, also after a crash in between. Does nothing when there is none. */
export const finishSwap = (file: string): void => {
  const { swap, fresh, wal, sharedMemory } = siblings(file);
  if (!existsSync(swap)) {
    removeDatabase(fresh);
    return;
  }
  if (existsSync(fresh)) {
    rmSync(wal, { force: true });
    rmSync(sharedMemory, { force: true });
    renameSync(fresh, file);
    syncFolderOf(file);
  }
  clearSuspect(file);
  rmSync(swap, { force: true });
  syncFolderOf(file);
};

/** The version of the damaged schema when page 1 says it, else this program's. */
const versionIn = (page1: Buffer | null): number => {
  const version = page1?.readUInt32BE(60) ?? migrations.length;
  return version >= 1 && version <= migrations.length ? version : migrations.length;
};

/**
 * Keeps the damaged file aside, reads what can be read of it into a new one, and puts that in its place. The new state stands in its
 * `meta`. The database must be closed. Throws `store_damaged` when nothing can be read, `store_disk_full` or `store_write_failed`;
 * then the file is as it was.
 */
export const rebuild = async ({ file, key, clock }: StoreOptions): Promise<StoreState> => {
  const { fresh, swap } = siblings(file);
  removeDatabase(fresh);
  let source: ReturnType<typeof openPageSource> | undefined;
  let into: ReturnType<typeof openConnection> | undefined;
  try {
    source = openPageSource({ file, key, acrossBreaks: true });
    into = openConnection({ file: fresh, key });
    // Nobody relies on it before it is whole; then it is synced at once. More pages in memory, for the indexes over random ids.
    into.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
    migrate(into, migrations.slice(0, versionIn(source.page(1))));
    const { complete, chatsWithLoss, ...kept } = await salvage(source, into);
    if (!complete && kept.chats + kept.messages === 0 && !hasIdentity(into))
      throw new CodedError('store_damaged');
    const at = clock.now();
    const keptAt = keepAside(file, at);
    const whole = complete && source.wal.state !== 'broken';
    const state: StoreState = {
      state: whole ? 'repaired' : 'salvaged',
      problem: { code: 'store_damaged' },
      keptAt,
      kept,
      at,
    };
    const told = into;
    told.transaction(() => {
      addLossNotices(told, chatsWithLoss, at);
      told
        .sql('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
        .run(['store.state', JSON.stringify(state)]);
    });
    into.close();
    syncFile(fresh);
    writeDurably(swap, keptAt);
    finishSwap(file);
    return state;
  } catch (error) {
    into?.close();
    if (!existsSync(swap)) removeDatabase(fresh);
    throw toStoreError(error);
  } finally {
    source?.close();
  }
};

const hasIdentity = (db: ReturnType<typeof openConnection>): boolean =>
  db.sql('SELECT 1 AS one FROM own_keys LIMIT 1').get() !== undefined;
