import type { RateLimiter } from '../../http/rate-limiter.ts';

/** How often codes are sent to a number. */
export interface CodeLimits {
  /** Takes one code for a number asked for by a source: 0, or the milliseconds until one can be had (then nothing was taken). */
  readonly take: (number: string, source: string) => number;
}

export interface CodeLimiters {
  /** The pause between two codes for the same source. */
  readonly resend: RateLimiter;
  readonly ofOneSource: RateLimiter;
  readonly ofOneNumber: RateLimiter;
}

/**
 * A number's own limit is taken only by who still has some of their own: one source, however often it asks, uses up no more
 * than its share of what the number can get. A code that was sent stays good whoever asks for another.
 */
export const createCodeLimits = ({
  resend,
  ofOneSource,
  ofOneNumber,
}: CodeLimiters): CodeLimits => ({
  take: (number, source) => {
    const pair = `${number} ${source}`;
    const waitMs = Math.max(resend.wait(pair), ofOneSource.wait(pair), ofOneNumber.wait(number));
    if (waitMs > 0) return waitMs;
    resend.take(pair);
    ofOneSource.take(pair);
    ofOneNumber.take(number);
    return 0;
  },
});
