import { openStore } from '../../core/store/index.ts';
import type { Store } from '../../core/store/types.ts';

/** Works on the database of a messenger that is closed, as no messenger would. */
export const withStore = async <T>(
  database: { readonly databaseFile: string; readonly databaseKey: Uint8Array },
  work: (store: Store) => T,
): Promise<T> => {
  const { store } = await openStore({
    file: database.databaseFile,
    key: database.databaseKey,
    clock: { now: () => Date.now() },
  });
  if (!store) throw new Error('the database does not open');
  try {
    return work(store);
  } finally {
    await store.close();
  }
};
