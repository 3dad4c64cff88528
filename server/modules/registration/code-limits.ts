import type { RateLimiter } from '../../http/rate-limiter.ts';

/** How often codes are sent to a number. */
export interface CodeLimits {
  /** Takes one code for a number: 0, or the milliseconds until one can be had (then nothing was taken). */
  readonly take: (number: string, from: CodeAsker) => number;
}

/** Who asks: names of an address and of the network around it. */
export interface CodeAsker {
  readonly source: string;
  readonly network: string;
}

export interface CodeLimiters {
  /** The pause between two codes for the same source. */
  readonly resend: RateLimiter;
  readonly ofOneSource: RateLimiter;
  /** More than one source can use up: whoever has many neighbours is not kept from a code by one of them. */
  readonly ofOneNetwork: RateLimiter;
  readonly ofOneNumber: RateLimiter;
}

/**
 * A number's own limit is taken only by who still has some of their own: one source, however often it asks, uses up no more
 * than its share of what the number can get. A code that was sent stays good whoever asks for another.
 */
export const createCodeLimits = (limiters: CodeLimiters): CodeLimits => ({
  take: (number, { source, network }) => {
    const ofPair = `${number} ${source}`;
    const asked = [
      [limiters.resend, ofPair],
      [limiters.ofOneSource, ofPair],
      [limiters.ofOneNetwork, `${number} ${network}`],
      [limiters.ofOneNumber, number],
    ] as const;
    const waitMs = Math.max(...asked.map(([limiter, key]) => limiter.wait(key)));
    if (waitMs > 0) return waitMs;
    for (const [limiter, key] of asked) limiter.take(key);
    return 0;
  },
});
