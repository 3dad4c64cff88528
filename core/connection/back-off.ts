import type { Random } from '../platform/types.ts';

/** Whatever a server says, it is left alone no longer than this. */
export const mostPauseMs = 3_600_000;

/** How long to wait before try number `attempts` + 1: doubles from `firstMs` up to `mostMs`, half of it by chance, so that clients spread. */
export const backOffMs = (
  attempts: number,
  random: Random,
  range: { readonly firstMs: number; readonly mostMs: number },
): number => {
  const full = Math.min(range.mostMs, range.firstMs * 2 ** Math.min(attempts, 20));
  return Math.round(full / 2 + (full / 2) * random.fraction());
};
