import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import type { Head } from '../../log/heads.ts';
import type { Unsubscribe } from '../../platform/types.ts';
import type { LabelVerdict } from './found.ts';
import type { Labels } from './labels.ts';
import type { Found } from './rows.ts';

export interface FindingOptions {
  readonly labels: Pick<Labels, 'find' | 'unavailable'>;
  /** Does something under the newest head that counts, in turn with other looks at the log; null where there is none. */
  readonly underHead: (
    work: (asking: Asking, head: Head) => Promise<LabelVerdict>,
  ) => Promise<LabelVerdict | null>;
  /** Something could not be looked at, and is to be looked at later. */
  readonly onUnavailable: () => void;
}

/**
 * Whether the map of keys says that this number or username leads to the account that it was found with. `unavailable` where that cannot
 * be looked at, or not soon: then it is looked at later, and the chat says so.
 */
export type Finding = (found: Found) => Promise<LabelVerdict>;

/** Who finds somebody waits no longer than this for whether it is them. */
const withinMs = 20_000;

/** Looks whether a number or username leads to the account that it was just found with. */
export const createFinding =
  (
    { clock }: Pick<Context, 'clock'>,
    { labels, underHead, onUnavailable }: FindingOptions,
  ): Finding =>
  async (found) => {
    let isTaken = false;
    let stop: Unsubscribe = () => undefined;
    const late = new Promise<null>((resolve) => {
      stop = clock.after(withinMs, () => resolve(null));
    });
    const looked = underHead((asking, head) => labels.find(asking, head, found, () => isTaken));
    const came = await Promise.race([looked, late]);
    stop();
    if (came !== null && came !== 'unavailable') return came;
    isTaken = true;
    labels.unavailable(found);
    onUnavailable();
    return 'unavailable';
  };
