import type { MetaRepository } from '../store/types/meta.ts';

/**
 * That another device of the account said that there is something to be seen in the log of keys. It says so once, and believed it is not: the
 * own entry is looked at. Until that was done the word stands, over a connection that is cut, a log that cannot be read, and a crash.
 */
export interface ToldToLook {
  readonly is: (accountId: string) => boolean;
  /** Inside the transaction that takes the word. */
  readonly hear: (accountId: string) => void;
  /**
   * Before the log is read for a look at the own entry: gives what to do once that came to something. Words that come meanwhile may be of something
   * later than what was read.
   */
  readonly looking: () => () => void;
  /** In how many milliseconds a look is worth it, now that a word came: however many do, it is a minute from one to the next. */
  readonly waitMs: (elapsedMs: number) => number;
}

const name = 'key-log.toldToLook';
const pauseMs = 60_000;

/** Over the database. */
export const createToldToLook = (meta: MetaRepository): ToldToLook => {
  let words = 0;
  /** When it was or is looked at last for a word. */
  let lookAt = Number.NEGATIVE_INFINITY;
  return {
    is: (accountId) => meta.get(name) === accountId,
    hear: (accountId) => {
      words++;
      meta.set(name, accountId);
    },
    looking: () => {
      const before = words;
      return () => {
        if (words === before && meta.get(name) !== undefined) meta.remove(name);
      };
    },
    waitMs: (elapsedMs) => {
      if (lookAt <= elapsedMs) lookAt = Math.max(elapsedMs, lookAt + pauseMs);
      return lookAt - elapsedMs;
    },
  };
};
