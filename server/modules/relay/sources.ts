import { CodedError } from '../../../contract/errors/coded-error.ts';

/** How many connections come from each source. */
export interface Sources {
  /** Throws `rate_limited` where there are as many as there may be. */
  readonly enter: (source: string) => void;
  /** Once for each that entered. */
  readonly leave: (source: string) => void;
}

export const createSources = (most: number): Sources => {
  const counts = new Map<string, number>();
  return {
    enter: (source) => {
      const count = counts.get(source) ?? 0;
      if (count >= most) throw new CodedError('rate_limited', { retryAfterMs: 10_000 });
      counts.set(source, count + 1);
    },
    leave: (source) => {
      const left = (counts.get(source) ?? 1) - 1;
      if (left > 0) counts.set(source, left);
      else counts.delete(source);
    },
  };
};
