import type { Host } from '../../host/host.ts';
import { createObservable, type Readable } from '../../state/observable.ts';

export type Deleted = { readonly chatId: string; readonly order: number };

/** Delete for me, with a while to think again; it goes on whichever chat is open. What it tells can still be brought back, all of it at once. */
export type Deletions = Readable<readonly Deleted[]> & {
  /** Resolves when it is gone from everywhere, for good unless it is brought back; rejects when it stays. */
  readonly remove: (message: Deleted) => Promise<void>;
  /** Brings back what waits; false when nothing does. */
  readonly undo: () => boolean;
  /** From here on nothing that waits comes back. */
  readonly settle: () => void;
  /** Settles when the page goes, and what a former page left. Gives what ends it. */
  readonly start: () => () => void;
};

export const createDeletions = (host: Host): Deletions => {
  const { read, subscribe, set } = createObservable<readonly Deleted[]>([]);
  // What is not removed now stays hidden, and the engine removes it when it ends or starts.
  const settleAll = () => void host.messages.settleDeleted({}).catch(() => undefined);
  const settle = () => {
    if (read().length === 0) return;
    set([]);
    settleAll();
  };

  return {
    read,
    subscribe,
    remove: async ({ chatId, order }) => {
      await host.messages.deleteForMe({ chatId, orders: [order] });
      // Said once it is on the disk: what a person was told is deleted stays so, whatever happens.
      set([...read(), { chatId, order }]);
    },
    undo: () => {
      const back = read();
      if (back.length === 0) return false;
      set([]);
      host.messages
        .restoreDeleted({ orders: back.map(({ order }) => order) })
        .catch(() => set([...back, ...read()]));
      return true;
    },
    settle,
    start: () => {
      settleAll();
      globalThis.addEventListener('pagehide', settle);
      // A new engine has removed it.
      const stop = host.onEngineRestart(() => set([]));
      return () => {
        stop();
        globalThis.removeEventListener('pagehide', settle);
        settle();
      };
    },
  };
};
