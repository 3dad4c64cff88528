/** The mechanism with the least error, and what it comes to. */
export interface Least {
  /** How many of the values it answers at once. */
  readonly subset: number;
  /** Expected squared error of all counts together, for each person that was asked. */
  readonly perPerson: number;
}

/**
 * The least expected squared error of counts over `values` values against the true ones, by ε-locally private answers and an estimate without
 * bias. Subset selection reaches it, with the best size of the subset (Ye and Barg, Optimal Schemes for Discrete Distribution
 * Estimation under Locally Differential Privacy, IEEE Transactions on Information Theory 64, 2018; shown to be the optimum for large crowds
 * in Optimal Locally Private Estimation under ℓp Loss, 2019). A subset of one is k-ary randomised response.
 *
 * A count of answers that hold a value is the sum of two binomials, so the errors of all values together do not depend on the true counts.
 */
export const leastSquaredError = (values: number, epsilon: number): Least => {
  const likely = Math.exp(epsilon);
  const errorOf = (subset: number): number => {
    const parts = likely * subset + values - subset;
    const own = (likely * subset) / parts;
    const another =
      (likely * subset * (subset - 1) + (values - subset) * subset) / ((values - 1) * parts);
    return (own * (1 - own) + (values - 1) * another * (1 - another)) / (own - another) ** 2;
  };
  return Array.from({ length: values - 1 }, (_, index) => ({
    subset: index + 1,
    perPerson: errorOf(index + 1),
  })).reduce((best, one) => (one.perPerson < best.perPerson ? one : best));
};
