import type { Share } from '../../../contract/consent/decide.ts';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import type { Decided } from '../state.ts';
import type { Budget } from './answers.ts';

/** What only this device knows may be handed over for. */
export interface Terms {
  /** Hashes of the records that it rests on. */
  readonly restsOn: string;
  readonly shares: readonly Share[];
}

/** Null unless the purpose is allowed now, by what the server has confirmed, and there is somebody to share with. */
export const termsOf = ({ known, now }: Decided, purpose: Purpose): Terms | null => {
  const shares = now.shares.filter((share) => share.purpose === purpose && share.allowed);
  if (shares.length === 0 || known.heard?.affiliate == null) return null;
  return { shares, restsOn: shares.map(({ restsOn }) => restsOn ?? '').join(' ') };
};

/** The budget of usage metrics; with several recipients the least of each. Null for a row without. */
export const budgetOf = ({ now }: Decided, { shares }: Terms): Budget | null => {
  const rows = shares.map(({ row }) => row);
  const epsilonHundredths = Math.min(...rows.map((row) => row?.epsilonHundredths ?? 0));
  const capHundredths = Math.min(...rows.map((row) => row?.epsilonCapHundredths ?? 0));
  return now.inForce !== null && epsilonHundredths > 0
    ? { policy: now.inForce.hash, epsilonHundredths, capHundredths }
    : null;
};
