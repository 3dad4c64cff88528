/** Runs tasks one after another, in the order they were given. A task that rejects does not stop the next. */
export type Exclusive = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue of its own. */
export const createExclusive = (): Exclusive => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
};
