import { LRUCache } from 'lru-cache';
import type { RelayStore, Route } from '../../store/types.ts';
import { toWaiting, type Waiting } from './room.ts';

export interface RouteDevice {
  readonly ref: number;
  readonly registrationId: number;
  /** The last sequence number given out. */
  lastSeq: number;
  /** The last one that was stored, or an upper bound of it. */
  storedSeq: number;
  /** Numbers up to here may be used without asking the store. */
  reservedSeq: number;
}

/** Where an account's envelopes go, with what a commit changes of it. */
export interface LiveRoute {
  readonly accountId: string;
  /** SHA-256 of what others must show; null: everybody may send. */
  readonly deliveryTokenHash: Uint8Array | null;
  /** SHA-256 of what others must show to send sealed; null: nobody may. */
  readonly sealedTokenHash: Uint8Array | null;
  readonly devices: ReadonlyMap<number, RouteDevice>;
  readonly waiting: Waiting;
}

const maxRoutes = 50_000;

const toLive = (route: Route): LiveRoute => ({
  accountId: route.accountId,
  deliveryTokenHash: route.deliveryTokenHash,
  sealedTokenHash: route.sealedTokenHash,
  waiting: toWaiting(route.waiting),
  devices: new Map(
    route.devices.map(({ ref, deviceId, registrationId, reservedSeq }) => [
      deviceId,
      { ref, registrationId, reservedSeq, lastSeq: reservedSeq, storedSeq: reservedSeq },
    ]),
  ),
});

export interface Routes {
  readonly known: (accountId: string) => LiveRoute | undefined;
  /** Reads those that are not known; an account that does not exist stays unknown. */
  readonly load: (accountIds: readonly string[]) => Promise<void>;
  readonly forget: (accountId: string) => void;
  /** After a failed commit nothing that was counted here can be relied on. */
  readonly forgetAll: () => void;
}

export const createRoutes = (store: RelayStore): Routes => {
  const cache = new LRUCache<string, LiveRoute>({ max: maxRoutes });
  let changes = 0;
  const load = async (accountIds: readonly string[]): Promise<void> => {
    const before = changes;
    const routes = await store.routes(accountIds);
    // Something changed while reading: what was read may be of before.
    if (changes !== before) return load(accountIds);
    for (const route of routes) cache.set(route.accountId, toLive(route));
  };
  return {
    known: (accountId) => cache.get(accountId),
    load,
    forget: (accountId) => {
      changes++;
      cache.delete(accountId);
    },
    forgetAll: () => {
      changes++;
      cache.clear();
    },
  };
};
