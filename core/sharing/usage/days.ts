import { dayOf, type usageBuckets } from '../../../contract/policy/fields.ts';
import { limits } from '../../../contract/wire/limits.ts';

export type UsageBucket = (typeof usageBuckets)[number];

/** 24 hours. */
export const dayMs = 86_400_000;

/** The range that a number of openings lies in. */
export const bucketOf = (opens: number): UsageBucket => {
  if (opens >= 6) return '6+';
  if (opens >= 3) return '3-5';
  return opens > 0 ? '1-2' : '0';
};

/** The days from `from` on that are over at `now`, in ms; of them the last that the server takes. */
export const daysOver = (from: string, now: number): readonly string[] => {
  const days: string[] = [];
  for (let back = limits.maxUsageDays; back > 0; back--) {
    const day = dayOf(now - back * dayMs);
    if (day >= from) days.push(day);
  }
  return days;
};
