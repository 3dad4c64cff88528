import type { Host } from './host.ts';

/** Delete for me, with a while to think again; it goes on whichever chat is open. */
export type Deletions = {
  /** Orders of what can still be brought back, all of it at once. */
  readonly read: () => readonly number[];
  readonly subscribe: (listener: () => void) => () => void;
  /** Resolves when it is gone from everywhere, for good unless it is brought back; rejects when it stays. */
  readonly remove: (message: { readonly chatId: string; readonly order: number }) => Promise<void>;
  /** Brings back what waits; false when nothing does. */
  readonly undo: () => boolean;
  /** From here on nothing that waits comes back. */
  readonly settle: () => void;
  /** Settles when the page goes, and what a former page left. Gives what ends it. */
  readonly start: () => () => void;
};

export const createDeletions = (host: Host): Deletions => {
  const listeners = new Set<() => void>();
  let waiting: readonly number[] = [];

  const set = (next: readonly number[]) => {
    waiting = next;
    for (const listener of [...listeners]) listener();
  };
  // What is not removed now stays hidden, and the engine removes it when it ends or starts.
  const settleAll = () => void host.messages.settleDeleted({}).catch(() => undefined);
  const settle = () => {
    if (waiting.length === 0) return;
    set([]);
    settleAll();
  };

  return {
    read: () => waiting,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: async ({ chatId, order }) => {
      set([...waiting, order]);
      try {
        await host.messages.deleteForMe({ chatId, orders: [order] });
      } catch (error) {
        set(waiting.filter((one) => one !== order));
        throw error;
      }
    },
    undo: () => {
      const orders = waiting;
      if (orders.length === 0) return false;
      set([]);
      host.messages
        .restoreDeleted({ orders: [...orders] })
        .catch(() => set([...orders, ...waiting]));
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
