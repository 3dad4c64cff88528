/** Whoever listens, and one call that reaches them all. */
export type Listeners<A extends unknown[]> = {
  /** Gives what ends the listening. */
  readonly add: (listener: (...told: A) => void) => () => void;
  readonly tell: (...told: A) => void;
  readonly count: () => number;
  readonly clear: () => void;
};

export const createListeners = <A extends unknown[] = []>(): Listeners<A> => {
  const all = new Set<(...told: A) => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
    // Those of this moment: who is told may come or go meanwhile.
    tell: (...told) => {
      for (const listener of [...all]) listener(...told);
    },
    count: () => all.size,
    clear: () => all.clear(),
  };
};
