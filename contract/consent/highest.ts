type Step = readonly [key: number, value: number];

/**
 * Takes pairs of a key and a value in any order. Gives a function from a number to the highest value among those whose key is at most that
 * number, -Infinity for none; sorts once, then each question takes as long as a binary search.
 */
export const highestUpTo = (steps: readonly Step[]): ((most: number) => number) => {
  const sorted = [...steps].sort(([a], [b]) => (a === b ? 0 : a - b));
  const highest: number[] = [];
  for (const [, value] of sorted) highest.push(Math.max(highest.at(-1) ?? -Infinity, value));
  return (most) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle]?.[0] ?? Infinity) <= most) low = middle + 1;
      else high = middle;
    }
    return highest[low - 1] ?? -Infinity;
  };
};

/** As `highestUpTo`, of those whose key is greater. Keys are whole numbers or Infinity. */
export const highestAbove = (steps: readonly Step[]): ((least: number) => number) => {
  const upTo = highestUpTo(steps.map(([key, value]) => [-key, value]));
  return (least) => upTo(-(least + 1));
};
