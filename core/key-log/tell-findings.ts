import type { Store } from '../store/types.ts';
import type { Ends } from './ends.ts';
import { contradictionOfKeys, unexplainedEpoch, unreadLabelKey } from './findings.ts';

export interface TellFindingsOptions {
  /** Of the pinned server, base64; null without one. */
  readonly serverKey: () => string | null;
  readonly endOf: Ends['of'];
  /** What counts for every chat may be something else. */
  readonly onLooked: () => void;
  /** An epoch does not account for the one before. */
  readonly onUnexplained: (epoch: number) => void;
  /** There is something that was not told. */
  readonly onFound: () => void;
}

/** Tells once that the log contradicts itself, began anew without accounting for what was, or makes labels by another key: that counts for every chat. */
export const createTellFindings = (
  { meta }: Pick<Store, 'meta'>,
  { serverKey, endOf, onLooked, onUnexplained, onFound }: TellFindingsOptions,
): (() => void) => {
  let told = '';
  return () => {
    const server = serverKey();
    const unexplained = server === null ? null : unexplainedEpoch(meta, server);
    const isBroken = server !== null && contradictionOfKeys(meta, server) !== null;
    const labelKey = (server === null ? null : unreadLabelKey(meta, server)?.key) ?? '';
    const isNothing = !isBroken && unexplained === null && labelKey === '';
    const all = [isBroken && endOf('log'), unexplained, labelKey];
    const now = isNothing ? '' : all.join(' ');
    onLooked();
    if (now === told) return;
    told = now;
    if (isNothing) return;
    if (unexplained !== null) onUnexplained(unexplained);
    onFound();
  };
};
