import { useCallback } from 'react';
import { type CodedError, fromErrorBody, isCodedError } from '../../contract/errors/coded-error.ts';
import { createObservable, type Readable, usePart, useValue } from '../state/observable.ts';

export type RemoteState<T> =
  | { readonly status: 'loading'; readonly value: undefined; readonly error: undefined }
  | { readonly status: 'ready'; readonly value: T; readonly error: undefined }
  | { readonly status: 'failed'; readonly value: undefined; readonly error: CodedError };

/** A value of the host that tells its changes. Read on first use, followed while somebody listens. */
export type Remote<T> = Readable<RemoteState<T>> & {
  /** Reads it again. */
  readonly refresh: () => Promise<void>;
  /** Puts the answer of a call that changed it. */
  readonly put: (value: T) => void;
};

/** The coded error in anything thrown. */
export const toCodedError = (error: unknown): CodedError =>
  isCodedError(error) ? error : fromErrorBody({ code: 'internal' });

export const createRemote = <T>(options: {
  get: () => Promise<T>;
  follow: (put: (value: T) => void) => () => void;
  onRestart?: (listener: () => void) => () => void;
}): Remote<T> => {
  // An answer that was asked for before a newer value arrived, or before it was asked again, must not replace anything.
  let version = 0;
  const {
    read,
    subscribe,
    set: tell,
  } = createObservable<RemoteState<T>>(
    { status: 'loading', value: undefined, error: undefined },
    () => start(),
  );

  const set = (next: RemoteState<T>) => {
    version += 1;
    tell(next);
  };
  const put = (value: T) => set({ status: 'ready', value, error: undefined });
  const refresh = async () => {
    version += 1;
    const asked = version;
    try {
      const value = await options.get();
      if (asked === version) put(value);
    } catch (error) {
      if (asked === version)
        set({ status: 'failed', value: undefined, error: toCodedError(error) });
    }
  };
  const start = () => {
    const unfollow = options.follow(put);
    const unrestart = options.onRestart?.(() => void refresh());
    void refresh();
    return () => {
      unfollow();
      unrestart?.();
    };
  };

  return { read, subscribe, refresh, put };
};

/** One thing of the value, once it is there; drawn again only when that changes. */
export const useRemotePart = <T, P>(remote: Remote<T>, select: (value: T) => P): P | undefined =>
  usePart(
    remote,
    useCallback(
      (state: RemoteState<T>) => (state.status === 'ready' ? select(state.value) : undefined),
      [select],
    ),
  );

export const useRemote = <T>(remote: Remote<T>): RemoteState<T> => useValue(remote);
