// Times that were noted by this computer's clock, which may have been ahead then (decision 0103).

/** It was so long ago at most; what is later than now was by a clock that was ahead, and is not. */
export const isWithin = (at: number | null, now: number, forMs: number): boolean =>
  at !== null && at <= now && now - at < forMs;
/** It was not before `since`; of what is later than now that is not known. */
export const isSince = (at: number | null, since: number, now: number): boolean =>
  at !== null && since <= at && at <= now;
/** What began, by a clock that was ahead, later than now, begins now. */
export const notAfter = (at: number, now: number): number => Math.min(at, now);
