import { type Hash, hashLength } from '../../hashing.ts';
import { nextLink } from '../entry.ts';

/** The chain after more versions. Null when one of them is no hash. */
export const linkAll = (chain: Hash, commitments: readonly Hash[]): Hash | null => {
  if (chain.length !== hashLength) return null;
  let last = chain;
  for (const commitment of commitments) {
    if (commitment.length !== hashLength) return null;
    last = nextLink(last, commitment);
  }
  return last;
};
