import { expect, it } from 'vitest';
import { leastSquaredError } from './least-squared-error.ts';

it('is what k-ary randomised response comes to where that is the best, and less where it is not', () => {
  const kRandomised = (values: number, epsilon: number): number => {
    const parts = Math.exp(epsilon) + values - 1;
    const [own, another] = [Math.exp(epsilon) / parts, 1 / parts];
    return (own * (1 - own) + (values - 1) * another * (1 - another)) / (own - another) ** 2;
  };
  for (const epsilon of [0.56, 1, 4]) {
    const { subset, perPerson } = leastSquaredError(4, epsilon);
    expect(subset).toBe(1);
    expect(perPerson).toBeCloseTo(kRandomised(4, epsilon), 9);
  }
  for (const epsilon of [0.1, 0.54]) {
    const { subset, perPerson } = leastSquaredError(4, epsilon);
    expect(subset).toBe(2);
    expect(perPerson).toBeLessThan(kRandomised(4, epsilon));
  }
  expect(leastSquaredError(2, 1).perPerson).toBeCloseTo(kRandomised(2, 1), 9);
});
