import { LRUCache } from 'lru-cache';

// What nothing here opens fails within a millisecond, unless it was made to be dear: a forged counter has libsignal derive
// 25,000 keys before it looks at the signature.
const mostMs = 2_000;
/** What one message counts for at most: a computer that slept, or was busy, while it was tried says nothing about its sender. */
const mostMsOfOne = 1_000;
/** Of each second, how much comes back. */
const backMsPerSecond = 50;

/** How long an account's unreadable messages may keep this device busy: two seconds, then a twentieth of the time. */
export interface Patience {
  /** Whether the next message of the account is worth a try. */
  readonly has: (accountId: string) => boolean;
  /** It took so many milliseconds to find that a message cannot be read. */
  readonly spend: (accountId: string, ms: number) => void;
}

/** Everybody starts with all of it. `now`: milliseconds that only rise. */
export const createPatience = (now: () => number): Patience => {
  const spent = new LRUCache<string, { readonly ms: number; readonly at: number }>({ max: 1_000 });
  const spentBy = (accountId: string): number => {
    const known = spent.get(accountId);
    if (!known) return 0;
    return Math.max(0, known.ms - ((now() - known.at) / 1_000) * backMsPerSecond);
  };
  return {
    has: (accountId) => spentBy(accountId) < mostMs,
    spend: (accountId, ms) =>
      void spent.set(accountId, {
        ms: spentBy(accountId) + Math.min(ms, mostMsOfOne),
        at: now(),
      }),
  };
};
