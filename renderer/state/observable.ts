import { useCallback, useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/** A value that tells its changes. It stays the same object until then. */
export type Readable<T> = {
  readonly read: () => T;
  readonly subscribe: (listener: () => void) => () => void;
};

export type Observable<T> = Readable<T> & { readonly set: (next: T) => void };

/** `follow` begins with the first listener, and what it gives ends with the last. */
export const createObservable = <T>(initial: T, follow?: () => () => void): Observable<T> => {
  const listeners = createListeners();
  let value = initial;
  let stop: (() => void) | undefined;
  return {
    read: () => value,
    set: (next) => {
      value = next;
      listeners.tell();
    },
    subscribe: (listener) => {
      const remove = listeners.add(listener);
      stop ??= follow?.();
      return () => {
        remove();
        if (listeners.count() > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
};

export const useValue = <T>({ read, subscribe }: Readable<T>): T =>
  useSyncExternalStore(subscribe, read);

/** One thing of the value, drawn again only when that changes: give it what stays the same object until then. */
export const usePart = <T, P>({ read, subscribe }: Readable<T>, select: (value: T) => P): P =>
  useSyncExternalStore(
    subscribe,
    useCallback(() => select(read()), [read, select]),
  );
