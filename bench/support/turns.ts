/**
 * Takes `rounds` samples of both, turn about, the first of each round changing, so that a machine that warms up or slows
 * down favours neither.
 */
export const takeTurns = async (
  rounds: number,
  takers: { readonly ours: () => Promise<number>; readonly reference: () => Promise<number> },
): Promise<{ ours: number[]; reference: number[] }> => {
  const ours: number[] = [];
  const reference: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) ours.push(await takers.ours());
    reference.push(await takers.reference());
    if (round % 2 === 1) ours.push(await takers.ours());
  }
  return { ours, reference };
};
