import type { Store } from '../store/types.ts';
import type { Ends } from './ends.ts';
import { contradictionOfKeys, unexplainedEpoch, unreadLabelKey } from './findings.ts';
import { createTeller } from './teller.ts';

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
  /** As `unexplainedEpoch`, of the server. */
  const unexplained = (): number | null => {
    const server = serverKey();
    return server === null ? null : unexplainedEpoch(meta, server);
  };
  /** Empty for nothing. */
  const shown = (): string => {
    const server = serverKey();
    const isBroken = server !== null && contradictionOfKeys(meta, server) !== null;
    const labelKey = (server === null ? null : unreadLabelKey(meta, server)?.key) ?? '';
    const isNothing = !isBroken && unexplained() === null && labelKey === '';
    return isNothing ? '' : [isBroken && endOf('log'), unexplained(), labelKey].join(' ');
  };
  const tell = createTeller(
    shown,
    (now) => {
      if (now === '') return;
      const epoch = unexplained();
      if (epoch !== null) onUnexplained(epoch);
      onFound();
    },
    '',
  );
  return () => {
    onLooked();
    tell();
  };
};
