import type { RelayStore } from '../../store/types.ts';
import { removeWaiting } from './room.ts';
import type { Routes } from './routes.ts';

/** Collects what devices have committed and removes it a little later, many at a time. */
export interface Acknowledger {
  readonly add: (accountId: string, deviceRef: number, throughSeq: number) => void;
  /** Acknowledged but perhaps not yet removed: not to be handed out again. 0 when nothing is. */
  readonly pendingThrough: (deviceRef: number) => number;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Losing an acknowledgement in a crash repeats a delivery, which devices expect; so it can wait, and rows that come
 * and go within this time leave whole pages free at once.
 */
const delayMs = 100;

export const createAcknowledger = (
  store: RelayStore,
  routes: Routes,
  onFailed: (error: unknown) => void,
): Acknowledger => {
  let pending = new Map<number, { accountId: string; throughSeq: number }>();
  let removing: typeof pending = new Map();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const add: Acknowledger['add'] = (accountId, deviceRef, throughSeq) => {
    const known = pending.get(deviceRef);
    if (known === undefined) pending.set(deviceRef, { accountId, throughSeq });
    else if (known.throughSeq < throughSeq) known.throughSeq = throughSeq;
    timer ??= setTimeout(() => void flush(), delayMs);
  };
  const remove = async (): Promise<void> => {
    if (pending.size === 0) return;
    removing = pending;
    pending = new Map();
    const acks = [...removing].map(([deviceRef, { throughSeq }]) => ({ deviceRef, throughSeq }));
    try {
      const removed = await store.acknowledge(acks);
      [...removing.values()].forEach(({ accountId }, index) => {
        const route = routes.known(accountId);
        if (route === undefined) return;
        for (const share of removed[index] ?? []) removeWaiting(route.waiting, share);
      });
    } catch (error) {
      onFailed(error);
      for (const [deviceRef, { accountId, throughSeq }] of removing)
        add(accountId, deviceRef, throughSeq);
    }
    removing = new Map();
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(remove);
    return running;
  };
  return {
    add,
    pendingThrough: (deviceRef) =>
      Math.max(pending.get(deviceRef)?.throughSeq ?? 0, removing.get(deviceRef)?.throughSeq ?? 0),
    flush,
    close: async () => {
      await flush();
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
