import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createNodeClock } from '../platform/node-clock.ts';
import { openStore, type Store } from '../store/index.ts';
import { copyDatabase } from './copy-database.ts';
import type { Person } from './world.ts';

const withStore = async <T>(
  { file, key }: { readonly file: string; readonly key: Uint8Array },
  work: (store: Store) => Promise<T> | T,
): Promise<T> => {
  const { store } = await openStore({ file, key, clock: createNodeClock() });
  if (!store) throw new Error('the database did not open');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

/** Works in a person's database while their messenger is closed. */
export const workInStore = (
  person: Pick<Person, 'whileClosed'>,
  work: (store: Store) => Promise<void> | void,
): Promise<void> => person.whileClosed((files) => withStore(files, work));

/** Reads what is committed in a person's database while their messenger goes on. */
export const lookInStore = async <T>(
  person: Pick<Person, 'own'>,
  look: (store: Store) => T,
): Promise<T> => {
  const { databaseFile, databaseKey: key } = person.own();
  const file = copyDatabase(databaseFile);
  try {
    return await withStore({ file, key }, look);
  } finally {
    rmSync(dirname(file), { recursive: true, force: true });
  }
};
