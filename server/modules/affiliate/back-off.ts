import { type RandomBytes, randomBelow } from '../../platform/random.ts';

const firstMs = 1_000;
const longestMs = 3_600_000;
/** What `backOffMs` gives at most. */
export const longestBackOffMs = 1.5 * longestMs;

/** How long to wait after so many failures in a row, from 1: twice as long each time up to an hour, by half more or less. */
export const backOffMs = (failures: number, random: RandomBytes): number => {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole * (0.5 + randomBelow(random, 1_000) / 1_000));
};

/** Answers that could not be used, after which something travels alone, so that it holds up nothing else. */
const aloneAfter = 2;

export const isStubborn = ({ refusals }: { readonly refusals: number }): boolean =>
  refusals >= aloneAfter;
