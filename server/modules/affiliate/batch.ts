import type { Due } from '../../store/types/affiliate.ts';
import { isStubborn } from './back-off.ts';

/** What of it goes into one request: nothing that is on its way, and what was refused twice alone. */
export const toSend = (due: Due, aloft: ReadonlySet<string>): Due => {
  const deletions = due.deletions.filter(({ id }) => !aloft.has(id));
  const disclosures = due.disclosures.filter(({ disclosureId }) => !aloft.has(disclosureId));
  const alone = [...deletions, ...disclosures].find(isStubborn);
  return alone === undefined
    ? { deletions, disclosures, intents: due.intents }
    : {
        deletions: deletions.filter((one) => one === alone),
        disclosures: disclosures.filter((one) => one === alone),
        intents: [],
      };
};
