import { isWithin } from '../platform/noted-times.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import { goodForMs } from './periods.ts';

/**
 * What an entry says by now of the key that it was looked at for: that it agreed is good for three days, however it comes that nobody looked
 * since. Nothing is written for that.
 */
export const stateBy = (
  { state, checkedAt }: Pick<KeyEntryRow, 'state' | 'checkedAt'>,
  now: number,
): KeyEntryRow['state'] =>
  state === 'agrees' && !isWithin(checkedAt, now, goodForMs) ? 'unavailable' : state;
