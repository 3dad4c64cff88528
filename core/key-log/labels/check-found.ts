import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import type { Head } from '../../log/heads.ts';
import type { Unsubscribe } from '../../platform/types.ts';
import type { AccountHandle } from '../../store/types/key-labels.ts';
import type { LabelLooks } from './label-looks.ts';
import type { LabelVerdict } from './others.ts';

export interface CheckFoundOptions {
  readonly labels: Pick<LabelLooks, 'check' | 'unavailable'>;
  /** Does something under the newest head that counts, in turn with other looks at the log; null where there is none. */
  readonly underHead: <T>(work: (asking: Asking, head: Head) => Promise<T>) => Promise<T | null>;
  /** Something could not be looked at, and is to be looked at later. */
  readonly onUnavailable: () => void;
}

/**
 * Whether the map of keys says that this number or username leads to the account that it was found with. `unavailable` where that cannot
 * be looked at, or not soon: then it is looked at later, and the chat says so.
 */
export type CheckFound = (handle: AccountHandle) => Promise<LabelVerdict>;

/** Whoever looks for somebody waits no longer than this for whether it is them. */
const withinMs = 20_000;

/** Asks of an account that was found just now. */
export const createCheckFound =
  (
    { clock }: Pick<Context, 'clock'>,
    { labels, underHead, onUnavailable }: CheckFoundOptions,
  ): CheckFound =>
  async (handle) => {
    let isTaken = false;
    let stop: Unsubscribe = () => undefined;
    const late = new Promise<null>((resolve) => {
      stop = clock.after(withinMs, () => resolve(null));
    });
    const checked = underHead((asking, head) => labels.check(asking, head, handle, () => isTaken));
    const came = await Promise.race([checked, late]);
    stop();
    if (came !== null && came !== 'unavailable') return came;
    isTaken = true;
    labels.unavailable(handle);
    onUnavailable();
    return 'unavailable';
  };
