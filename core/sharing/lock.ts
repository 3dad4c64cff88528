import type { Share } from '../../contract/consent/decide.ts';
import type { Known } from './facts.ts';

/**
 * The first moment, by the clock of the facts, at which a switch that stands so is locked; null where it never is. In doubt between this
 * computer's clock and what the server says of its own, a no is in time and a yes is not: else a server's word about the day would take
 * the no away.
 */
export const lockedAtOf = (
  { deadlineAt }: Pick<Share, 'deadlineAt'>,
  on: boolean,
  { heard }: Pick<Known, 'heard'>,
): number | null => {
  if (deadlineAt === null) return null;
  const byThisComputer = deadlineAt + (heard?.aheadMs ?? 0);
  return on ? Math.max(deadlineAt, byThisComputer) : Math.min(deadlineAt, byThisComputer);
};

/** Whether a switch that stands so is locked now. */
export const isLocked = (
  share: Pick<Share, 'deadlineAt'>,
  on: boolean,
  known: Pick<Known, 'heard' | 'facts'>,
): boolean => {
  const lockedAt = lockedAtOf(share, on, known);
  return lockedAt !== null && known.facts.now >= lockedAt;
};
