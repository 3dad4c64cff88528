/** How often, in parts, a true value and each other one is answered. */
export interface ResponseWeights {
  readonly truth: number;
  /** Of each of the others. */
  readonly other: number;
}

const otherParts = 2 ** 20;
const drawBytes = 6;
const drawRange = 2 ** 48;

/**
 * Weights of k-ary randomised response (Kairouz, Oh and Viswanath 2014) at ε, in hundredths from 1 to 1000. Whole numbers, rounded towards more
 * noise: `truth / other` is never above e^ε, and below it by less than 2^-20.
 */
export const responseWeights = (epsilonHundredths: number): ResponseWeights => ({
  truth: Math.floor(Math.exp(epsilonHundredths / 100) * otherParts),
  other: otherParts,
});

/** A whole number from 0 up to, not including, `below`, each as likely as every other: what would favour some is drawn again. */
const drawBelow = (below: number, bytes: (length: number) => Uint8Array): number => {
  const evenly = drawRange - (drawRange % below);
  for (;;) {
    const drawn = bytes(drawBytes).reduce((value, byte) => value * 256 + byte, 0);
    if (drawn < evenly) return drawn % below;
  }
};

/**
 * Answers `truth`, one of `values`, with noise: ε-locally private, since no two truths make any answer more than e^ε times as likely. `bytes`
 * gives so many random ones. Throws a RangeError for a truth that is not among the values.
 */
export const drawResponse = <T>(
  values: readonly T[],
  truth: T,
  epsilonHundredths: number,
  bytes: (length: number) => Uint8Array,
): T => {
  const others = values.filter((value) => value !== truth);
  if (others.length !== values.length - 1)
    throw new RangeError('the truth is not among the values');
  const weights = responseWeights(epsilonHundredths);
  const place = drawBelow(weights.truth + others.length * weights.other, bytes) - weights.truth;
  return place < 0 ? truth : (others[Math.floor(place / weights.other)] ?? truth);
};

/**
 * How many said each value in truth, by how often each was answered: what is expected of noise alone is taken off. Without bias, so that
 * single counts may be below zero; their sum stays.
 */
export const estimateCounts = (
  answered: readonly number[],
  epsilonHundredths: number,
): readonly number[] => {
  const { truth, other } = responseWeights(epsilonHundredths);
  const parts = truth + (answered.length - 1) * other;
  const people = answered.reduce((sum, count) => sum + count, 0);
  return answered.map((count) => (count * parts - people * other) / (truth - other));
};
