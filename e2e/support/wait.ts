/** Resolves after `ms` milliseconds. */
export const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** Ends the sentence "waited N ms for …". */
  readonly what: string;
}

/** Asks until the answer is neither false nor undefined nor null, and gives it. Throws after the time-out. */
export const waitFor = async <T>(
  ask: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 25, what }: WaitOptions,
): Promise<Exclude<T, false | undefined | null>> => {
  const giveUpAt = performance.now() + timeoutMs;
  while (true) {
    const answer = await ask();
    if (answer !== false && answer !== undefined && answer !== null)
      return answer as Exclude<T, false | undefined | null>;
    if (performance.now() > giveUpAt) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(everyMs);
  }
};
