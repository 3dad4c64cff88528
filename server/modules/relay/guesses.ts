import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';

/** What sealed frames of one source that turn out wrong may cost: a look into the store each, so many at once, then so many a second. */
export interface Guesses {
  /** Before a look that may turn out to be for nothing; false when there were too many of those. */
  readonly take: () => boolean;
  /** It was for something. */
  readonly giveBack: () => void;
}

/** Sources that are remembered after their connections ended. */
const maxRemembered = 50_000;

const createGuesses = (limits: ServerLimits, clock: Clock): Guesses => {
  let left = limits.wrongSealedBurst;
  let at = clock.now();
  return {
    take: () => {
      const now = clock.now();
      const since = (Math.max(0, now - at) * limits.wrongSealedPerSecond) / 1_000;
      left = Math.min(limits.wrongSealedBurst, left + since);
      at = now;
      if (left < 1) return false;
      left--;
      return true;
    },
    giveBack: () => {
      left = Math.min(limits.wrongSealedBurst, left + 1);
    },
  };
};

/** Those of each source, the same when it connects anew. */
export const createGuessesOf = (
  limits: ServerLimits,
  clock: Clock,
): ((source: string) => Guesses) => {
  const known = new LRUCache<string, Guesses>({ max: maxRemembered });
  return (source) => {
    const guesses = known.get(source) ?? createGuesses(limits, clock);
    known.set(source, guesses);
    return guesses;
  };
};
