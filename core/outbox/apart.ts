import type { Clock, Random, Unsubscribe } from '../platform/types.ts';

/** Keeps what is said by name apart, in time, from what the second connection was just told. */
export interface Apart {
  /** Resolves after some seconds, as chance has it; never once closed. */
  readonly pause: () => Promise<void>;
  readonly close: () => void;
}

const leastMs = 2_000;
const rangeMs = 4_000;

/** Nothing waits yet. */
export const createApart = (
  clock: Pick<Clock, 'after'>,
  random: Pick<Random, 'fraction'>,
): Apart => {
  const stops = new Set<Unsubscribe>();
  return {
    pause: () =>
      new Promise((resolve) => {
        const stop = clock.after(leastMs + random.fraction() * rangeMs, () => {
          stops.delete(stop);
          resolve();
        });
        stops.add(stop);
      }),
    close: () => {
      for (const stop of stops) stop();
      stops.clear();
    },
  };
};
