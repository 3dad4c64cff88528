import { decideSharing, type SharingFacts } from '../../contract/consent/decide.ts';
import { isLooser } from '../../contract/consent/regime.ts';
import type { Regime } from '../../contract/policy/document.ts';

/**
 * The regime that the server names for the account, where it is stricter than what is worked out here from the records that it had then, up
 * to `lastOrder`; null where it is not.
 */
export const stricterNamed = (
  facts: SharingFacts,
  named: { readonly regime: Regime; readonly lastOrder: number },
): Regime | null => {
  const records = facts.records.filter(({ order }) => (order ?? 0) <= named.lastOrder);
  const own = decideSharing({ ...facts, records, pending: [], namedRegime: null });
  return isLooser(own.regime, named.regime) ? named.regime : null;
};
