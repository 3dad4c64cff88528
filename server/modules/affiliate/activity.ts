import { dayOf } from '../../../contract/policy/fields.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ActivityDay, AffiliateStore } from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { FieldValues } from './payloads.ts';

/** What is counted of an account, for purposes that a policy may require. */
export type Counted = 'messages' | 'failedSignIns' | 'limitsHit';

export interface Activity {
  readonly count: (account: AccountRef, what: Counted) => void;
  /** The days that were counted, today so far as the last. */
  readonly days: (account: AccountRef) => Promise<readonly ActivityDay[]>;
  /** Writes what was counted. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const flushMs = 30_000;
/** Accounts that are counted in memory before it is written down. */
const mostCounted = 20_000;

const messageRange = (messages: number): string => {
  if (messages >= 100) return '100+';
  if (messages >= 10) return '10-99';
  return messages > 0 ? '1-9' : '0';
};

/** What a day says in the fields of the catalogue. */
export const activityValues = (day: Omit<ActivityDay, 'accountRef' | 'day'>): FieldValues => ({
  messagesTaken: messageRange(day.messages),
  failedSignIns: Math.min(1_000, day.failedSignIns),
  spamScore: Math.min(100, day.limitsHit),
});

export const noActivity = { messages: 0, failedSignIns: 0, limitsHit: 0 } as const;

/** Counts in memory and writes twice a minute: what a crash loses makes the numbers smaller, never greater. */
export const createActivity = (
  store: AffiliateStore,
  clock: Clock,
  onFailed: (error: unknown) => void,
): Activity => {
  let counted = new Map<string, { -readonly [Key in keyof ActivityDay]: ActivityDay[Key] }>();
  let writing: Promise<void> = Promise.resolve();

  const flush = (): Promise<void> => {
    const activity = [...counted.values()];
    counted = new Map();
    if (activity.length > 0)
      writing = writing.then(async () => void (await store.commit({ activity }))).catch(onFailed);
    return writing;
  };
  const timer = setInterval(() => void flush(), flushMs);
  timer.unref();
  return {
    count: (accountRef, what) => {
      const day = dayOf(clock.now());
      const key = `${day} ${accountRef}`;
      const own = counted.get(key) ?? { accountRef, day, ...noActivity };
      own[what]++;
      counted.set(key, own);
      if (counted.size >= mostCounted) void flush();
    },
    days: async (account) => {
      await flush();
      return store.activityOf(account);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
};
