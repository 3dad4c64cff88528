/** Holds writes back until a batch is answered, so that each client gets its share in one write. */
export interface Turn {
  /** Begins a batch; the result ends it and lets everybody flush. */
  readonly begin: () => () => void;
  /** Flushes now, or at the end of the batch. */
  readonly flushSoon: (flush: () => void) => void;
}

export const createTurn = (): Turn => {
  let waiting: Set<() => void> | undefined;
  return {
    begin: () => {
      waiting ??= new Set();
      return () => {
        const flushes = waiting ?? [];
        waiting = undefined;
        for (const flush of flushes) flush();
      };
    },
    flushSoon: (flush) => {
      if (waiting === undefined) flush();
      else waiting.add(flush);
    },
  };
};
