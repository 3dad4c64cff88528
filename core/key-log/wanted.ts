import type { Store } from '../store/types.ts';

/** Whose entries are looked at with the next look, whether they are due or not. */
export interface Wanted {
  readonly all: () => readonly string[];
  readonly has: (accountId: string) => boolean;
  /** Its key was not looked at yet. */
  readonly key: (accountId: string) => void;
  /** It was, and is looked at once more: something else is not there yet. */
  readonly again: (accountId: string) => void;
  /** It is looked at now. Gives whether its key is for the first time. */
  readonly take: (accountId: string) => boolean;
  /** An epoch began in which nothing counts that was not looked at since. True when that is something. */
  readonly since: (epoch: number) => boolean;
}

/** As many as there may be contacts: after an epoch that accounts for nothing each is looked at again. */
const mostAgain = 10_000;

/** None is at first. */
export const createWanted = (
  { keyEntries }: Pick<Store, 'keyEntries'>,
  ownId: () => string | null,
): Wanted => {
  /** Each with whether its key was not looked at yet. */
  const wanted = new Map<string, boolean>();
  const key = (accountId: string): void => void wanted.set(accountId, true);
  return {
    all: () => [...wanted.keys()],
    has: (accountId) => wanted.has(accountId),
    key,
    again: (accountId) => {
      if (!wanted.has(accountId)) wanted.set(accountId, false);
    },
    take: (accountId) => {
      const isFirst = wanted.get(accountId) === true;
      wanted.delete(accountId);
      return isFirst;
    },
    since: (epoch) => {
      const own = ownId();
      const all = keyEntries.all(mostAgain);
      for (const accountId of own === null ? all : [own, ...all])
        if ((keyEntries.get(accountId)?.epoch ?? epoch) < epoch) key(accountId);
      return wanted.size > 0;
    },
  };
};
