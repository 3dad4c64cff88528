import type { Emit } from './events.ts';
import type { Clock, Network, Random } from './platform/types.ts';
import type { Store } from './store/types.ts';

/** What every part of a running messenger works with. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly emit: Emit;
  /** Told of errors that have no code, for a log without personal data. */
  readonly onUnexpected: (where: string, error: unknown) => void;
}
