import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../types.ts';
import { createFolder, openWorking, optionsIn } from './sample.ts';

/** A store that is new for each test of the file. */
export const eachStore = (): { readonly store: Store } => {
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  beforeEach(async () => {
    folder = createFolder();
    store = await openWorking(optionsIn(folder.path));
  });
  afterEach(async () => {
    await store.close();
    folder.remove();
  });
  return {
    get store() {
      return store;
    },
  };
};
