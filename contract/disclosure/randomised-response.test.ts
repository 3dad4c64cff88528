import fc from 'fast-check';
import { expect, it } from 'vitest';
import { usageBuckets } from '../policy/fields.ts';
import { drawResponse, estimateCounts, responseWeights } from './randomised-response.ts';

/** Every ε that a policy may say, in hundredths. */
const everyEpsilon = Array.from({ length: 1_000 }, (_, index) => index + 1);

/** e^(hundredths / 100) as a fraction from below: the first terms of its series, exactly. */
const fractionBelowExp = (hundredths: number): readonly [over: bigint, under: bigint] => {
  let over = 1n;
  let under = 1n;
  for (let term = 60n; term > 0n; term--) {
    // 1 + x/term · (what was so far), x = hundredths/100.
    over = under * 100n * term + over * BigInt(hundredths);
    under = under * 100n * term;
  }
  return [over, under];
};

/** Gives these numbers as six bytes each, then fails. */
const feed = (...numbers: readonly number[]) => {
  const left = [...numbers];
  return (length: number): Uint8Array => {
    const next = left.shift();
    if (next === undefined) throw new Error('drawn too often');
    return Uint8Array.from(
      { length },
      (_, at) => Math.floor(next / 256 ** (length - 1 - at)) % 256,
    );
  };
};
const partsOf = (epsilon: number): number =>
  responseWeights(epsilon).truth + (usageBuckets.length - 1) * responseWeights(epsilon).other;

it('never makes an answer more than e^ε times as likely, exactly, for any ε of a policy', () => {
  for (const epsilon of everyEpsilon) {
    const { truth, other } = responseWeights(epsilon);
    const [over, under] = fractionBelowExp(epsilon);
    expect(BigInt(truth) * under <= BigInt(other) * over).toBe(true);
    // And hardly more noise than that asks for.
    expect(truth + 1).toBeGreaterThanOrEqual(Math.exp(epsilon / 100) * other * (1 - 1e-12));
    expect(truth).toBeGreaterThan(other);
  }
});

it('gives each answer exactly its share of the numbers that can be drawn', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...everyEpsilon),
      fc.constantFrom(...usageBuckets),
      fc.nat(1_000),
      (epsilon, truth, round) => {
        const { truth: own, other } = responseWeights(epsilon);
        const parts = partsOf(epsilon);
        const from = round * parts;
        const at = (place: number) =>
          drawResponse(usageBuckets, truth, epsilon, feed(from + place));
        expect([at(0), at(own - 1)]).toEqual([truth, truth]);
        const others = usageBuckets.filter((bucket) => bucket !== truth);
        for (const [index, bucket] of others.entries()) {
          expect(at(own + index * other)).toBe(bucket);
          expect(at(own + (index + 1) * other - 1)).toBe(bucket);
        }
      },
    ),
  );
});

it('draws again what would make some answers likelier than others', () => {
  for (const epsilon of [1, 100, 1_000]) {
    const parts = partsOf(epsilon);
    const evenly = Math.floor(2 ** 48 / parts) * parts;
    expect(evenly).toBeLessThan(2 ** 48);
    const answer = (...numbers: readonly number[]) =>
      drawResponse(usageBuckets, '0', epsilon, feed(...numbers));
    expect(answer(evenly - 1)).toBe('6+');
    expect(answer(evenly, 2 ** 48 - 1, 0)).toBe('0');
  }
});

it('refuses a truth that is none of the values', () => {
  expect(() => drawResponse(usageBuckets, 'often' as '0', 100, feed(0))).toThrow(RangeError);
});

it('finds the true counts again where each answer came exactly as often as expected', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...everyEpsilon),
      fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
      (epsilon, counts) => {
        const { truth, other } = responseWeights(epsilon);
        const people = counts.reduce((sum, count) => sum + count, 0);
        const parts = partsOf(epsilon);
        const expected = counts.map((count) => (count * truth + (people - count) * other) / parts);
        for (const [index, count] of estimateCounts(expected, epsilon).entries())
          expect(count).toBeCloseTo(counts[index] ?? Number.NaN, 4);
      },
    ),
  );
});
