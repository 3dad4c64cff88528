import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import type { StoreState } from '../../contract/ipc/engine-state.ts';
import { openConnection } from './connection.ts';
import {
  clearSuspect,
  isSuspect,
  removeDatabase,
  siblings,
  syncFolderOf,
  writeDurably,
} from './damage/files.ts';
import { inspect } from './damage/inspect.ts';
import { finishSwap, keepAside, rebuild } from './damage/rebuild.ts';
import { verifyPages } from './damage/verify.ts';
import { toStoreError } from './errors.ts';
import { migrate, schemaVersion } from './migrations/index.ts';
import { upgrade } from './migrations/upgrade.ts';
import { createStore } from './store.ts';
import type { OpenedStore, Store, StoreOptions } from './types.ts';

/** An empty database of this version, in the place of whatever is there. */
const makeAt = ({ key }: StoreOptions, file: string): void => {
  removeDatabase(file);
  const connection = openConnection({ file, key });
  try {
    migrate(connection);
  } finally {
    connection.close();
  }
};

/** Made beside and renamed when complete, so that a file of this name is never legitimately empty. */
const createDatabase = (options: StoreOptions): void => {
  const { file } = options;
  const { fresh } = siblings(file);
  makeAt(options, fresh);
  removeLeftovers(file);
  renameSync(fresh, file);
  syncFolderOf(file);
};

/** A WAL without its database must never be taken for one of the next database. */
const removeLeftovers = (file: string): void => {
  const { wal, sharedMemory } = siblings(file);
  if (existsSync(wal)) renameSync(wal, `${wal}.orphan`);
  rmSync(sharedMemory, { force: true });
};

const suspectIsDamaged = async (options: StoreOptions): Promise<boolean> => {
  if (!isSuspect(options.file)) return false;
  if (!(await verifyPages(options))) return true;
  const connection = openConnection(options);
  try {
    const check = connection.sql<{ quick_check: string }>('PRAGMA quick_check(1)').get();
    if (check?.quick_check !== 'ok') return true;
  } catch {
    return true;
  } finally {
    connection.close();
  }
  clearSuspect(options.file);
  return false;
};

/** Opens and reads what a start needs, so that damage there shows now. */
const openWhole = (options: StoreOptions): Store => {
  const store = createStore(options);
  try {
    store.state();
    store.keys.identity();
    store.chats.list({ limit: 1, before: null });
    store.outbox.recipients();
    return store;
  } catch (error) {
    void store.close();
    throw error;
  }
};

const open = async (options: StoreOptions): Promise<Store> => {
  const { file } = options;
  finishSwap(file);
  if (!existsSync(file)) createDatabase(options);
  const seen = inspect(options);
  if (seen.kind === 'wrong_key') throw new CodedError('vault_key_lost');
  if (seen.kind === 'hopeless') throw new CodedError('store_damaged');
  if (seen.kind === 'ok' && seen.version > schemaVersion) throw new CodedError('store_newer');
  if (seen.kind === 'damaged' || (await suspectIsDamaged(options))) await rebuild(options);
  try {
    upgrade(options);
    return openWhole(options);
  } catch (error) {
    if (toStoreError(error).code !== 'store_damaged') throw error;
    await rebuild(options);
    upgrade(options);
    return openWhole(options);
  }
};

const failed = (error: unknown, at: number): StoreState => ({
  state: 'failed',
  problem: toErrorBody(toStoreError(error)),
  keptAt: null,
  kept: null,
  at,
});

/**
 * Opens the database, makes it when the file is absent, migrates it, and repairs or salvages it when it is damaged. Never throws:
 * `opened.state` is `failed` with `vault_key_lost` (another key), `store_newer`, `store_damaged` (nothing can be read),
 * `store_disk_full` or `store_write_failed`, and then the file is as it was.
 */
export const openStore = async (options: StoreOptions): Promise<OpenedStore> => {
  try {
    const store = await open(options);
    return { store, opened: store.state() };
  } catch (error) {
    return { store: null, opened: failed(error, options.clock.now()) };
  }
};

/** Keeps what is there aside, damaged or of another key, and opens a new, empty database. Never throws, as `openStore`. */
export const startEmptyStore = async (options: StoreOptions): Promise<OpenedStore> => {
  try {
    if (existsSync(options.file)) {
      keepAside(options.file, options.clock.now());
      removeDatabase(options.file);
    }
    clearSuspect(options.file);
  } catch (error) {
    return { store: null, opened: failed(error, options.clock.now()) };
  }
  return openStore(options);
};

/** Everything that belongs to the database but `kept`. */
const removeBeside = (file: string, kept: readonly string[]): void => {
  const name = basename(file);
  for (const entry of readdirSync(dirname(file))) {
    const path = join(dirname(file), entry);
    if (kept.includes(path)) continue;
    if (entry.startsWith(`${name}-`) || entry.startsWith(`${name}.`)) rmSync(path, { force: true });
  }
  syncFolderOf(file);
};

/**
 * Puts a new database, with what `fill` writes into it, in the place of one and of everything that belongs to that: damaged files kept aside,
 * backups, a repair half done. For when an account is removed; the store must be closed. After a crash either the old one is whole or the next
 * opening finds the new. Throws coded errors.
 */
export const replaceStore = async (
  options: StoreOptions,
  fill: (store: Store) => void,
): Promise<void> => {
  const { file } = options;
  const { fresh, swap } = siblings(file);
  try {
    makeAt(options, fresh);
    const store = createStore({ ...options, file: fresh });
    try {
      store.transaction(() => fill(store));
    } finally {
      await store.close();
    }
    removeBeside(file, [fresh]);
    writeDurably(swap, 'an account was removed\n');
    finishSwap(file);
  } catch (error) {
    throw toStoreError(error);
  }
};
