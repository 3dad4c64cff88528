/** Where the server reads the time; tests give their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly now: () => number;
}

export const systemClock: Clock = { now: () => Date.now() };
