import { createNodeClock } from '../platform/node-clock.ts';
import { openStore, type Store } from '../store/index.ts';
import type { Person } from './world.ts';

/** Works in a person's database while their messenger is closed. */
export const workInStore = (
  person: Pick<Person, 'whileClosed'>,
  work: (store: Store) => Promise<void> | void,
): Promise<void> =>
  person.whileClosed(async ({ file, key }) => {
    const { store } = await openStore({ file, key, clock: createNodeClock() });
    if (!store) throw new Error('the database did not open');
    await work(store);
    await store.close();
  });
