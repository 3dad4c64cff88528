import { canonicalJson } from '../../../contract/canonical-json.ts';
import { disclosureEntry, nonceLength } from '../../../contract/disclosure/entry.ts';
import type { Opening } from '../../../contract/disclosure/opening.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { NewEntry } from '../../store/types/affiliate.ts';

/** Commits to an opening under a fresh nonce. */
export const commitTo = (opening: Opening, random: RandomBytes): NewEntry => {
  const nonce = random(nonceLength);
  const text = canonicalJson(opening);
  return { nonce, opening: text, entry: disclosureEntry(nonce, text) };
};
