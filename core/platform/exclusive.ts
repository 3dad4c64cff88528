/** Runs tasks one after another, in the order they were given. A task that rejects does not stop the next. */
export interface Exclusive {
  <T>(task: () => Promise<T>): Promise<T>;
  /** Whether a task waits for the running one to end: long ones ask, and leave the rest for later. */
  readonly isAwaited: () => boolean;
}

/** A queue of its own. */
export const createExclusive = (): Exclusive => {
  let last: Promise<unknown> = Promise.resolve();
  let unfinished = 0;
  const run = <T>(task: () => Promise<T>): Promise<T> => {
    unfinished++;
    const result = last.then(task);
    last = result.then(
      () => void unfinished--,
      () => void unfinished--,
    );
    return result;
  };
  return Object.assign(run, { isAwaited: () => unfinished > 1 });
};
