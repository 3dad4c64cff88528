import { CodedError } from '../../contract/errors/coded-error.ts';

/** One call that waits for something to happen. */
export interface Wait {
  /** True when it may have happened, false when the time is over or nobody waits any more. Rejects with `unavailable` at the end. */
  readonly next: () => Promise<boolean>;
  readonly end: () => void;
}

/** Calls that are held until something happens under a key. */
export interface Waits {
  readonly begin: (key: string, how: WaitOptions) => Wait;
  readonly wake: (key: string) => void;
  /** Everybody looks again. */
  readonly wakeAll: () => void;
  /** Nobody is held any longer. */
  readonly close: () => void;
}

export interface WaitOptions {
  readonly waitMs: number;
  /** Calls back when whoever called is gone; gives what takes that back. */
  readonly onGone: (gone: () => void) => () => void;
}

interface Waiting extends Wait {
  readonly wake: () => void;
  readonly close: () => void;
}

const createWait = ({ waitMs, onGone }: WaitOptions, onEnd: () => void): Waiting => {
  let state: 'waiting' | 'woken' | 'over' | 'closed' = 'waiting';
  let settle: (() => void) | undefined;
  const become = (next: typeof state): void => {
    if (state === 'over' || state === 'closed') return;
    state = next;
    settle?.();
  };
  const end = (): void => {
    clearTimeout(timer);
    stopListening();
    become('over');
    onEnd();
  };
  const timer = setTimeout(() => become('over'), waitMs);
  const stopListening = onGone(() => become('over'));
  return {
    next: async () => {
      if (state === 'waiting')
        await new Promise<void>((resolve) => {
          settle = resolve;
        });
      settle = undefined;
      if (state === 'closed') throw new CodedError('unavailable');
      if (state !== 'woken') return false;
      state = 'waiting';
      return true;
    },
    end,
    wake: () => become('woken'),
    close: () => become('closed'),
  };
};

/** `mostOfKey`: so many wait under one key; the one that came first is let go for one more. */
export const createWaits = (mostOfKey: number): Waits => {
  const waiting = new Map<string, Set<Waiting>>();
  let closed = false;
  const each = (does: (wait: Waiting) => void): void => {
    for (const ofKey of waiting.values()) for (const wait of ofKey) does(wait);
  };
  return {
    begin: (key, options) => {
      const ofKey = waiting.get(key) ?? new Set();
      const [first] = ofKey;
      if (ofKey.size >= mostOfKey) first?.end();
      waiting.set(key, ofKey);
      const wait: Waiting = createWait(options, () => {
        ofKey.delete(wait);
        if (ofKey.size === 0 && waiting.get(key) === ofKey) waiting.delete(key);
      });
      ofKey.add(wait);
      if (closed) wait.close();
      return wait;
    },
    wake: (key) => {
      for (const wait of waiting.get(key) ?? []) wait.wake();
    },
    wakeAll: () => each(({ wake }) => wake()),
    close: () => {
      closed = true;
      each((wait) => wait.close());
    },
  };
};
