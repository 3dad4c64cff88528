/** Lets one at a time in, in the order they asked. */
export interface Mutex {
  /** Resolves with the release once it is the caller's turn. */
  readonly acquire: () => Promise<() => void>;
  /** The release if nobody is in, else undefined. */
  readonly tryAcquire: () => (() => void) | undefined;
}

export const createMutex = (): Mutex => {
  let held = false;
  const waiting: (() => void)[] = [];
  const take = (): (() => void) => {
    held = true;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = waiting.shift();
      if (next === undefined) held = false;
      else next();
    };
  };
  return {
    acquire: () =>
      held
        ? new Promise((resolve) => waiting.push(() => resolve(take())))
        : Promise.resolve(take()),
    tryAcquire: () => (held ? undefined : take()),
  };
};
