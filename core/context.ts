import type { LogVerdict, Withheld } from '../contract/encryption/status.ts';
import type { NumbersDiffer } from '../contract/ipc/model.ts';
import type { ServerClock } from './connection/server-clock.ts';
import type { Emit } from './events.ts';
import type { Clock, Network, Random } from './platform/types.ts';
import type { Store } from './store/types.ts';

/** What every part of a running messenger works with. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  readonly random: Random;
  readonly network: Network;
  readonly emit: Emit;
  /** Messages whose time runs were told of. */
  readonly onExpiring: () => void;
  /** Of the identity key of an account that the person compared, in hex; null for none. */
  readonly verifiedKeyHash: (accountId: string) => string | null;
  /** Of which identity key of an account (SHA-256, hex) the person said that the numbers were not the same; null for none. */
  readonly difference: (
    accountId: string,
  ) => (Omit<NumbersDiffer, 'of'> & { readonly keyHash: string }) | null;
  /** The verdict of the log of keys on this key of an account (SHA-256, hex); null where it was not asked. */
  readonly keyVerdict: (accountId: string, keyHash: string | null) => LogVerdict | null;
  /** Why nothing is encrypted for an account whose key in use is this one (SHA-256, hex; null for none), beside a changed key. */
  readonly withheld: (accountId: string, keyHash: string | null) => Withheld | null;
  /** Told of errors that have no code, for a log without personal data. */
  readonly onUnexpected: (where: string, error: unknown) => void;
}

/** What is at hand before the parts are put together. */
export type OuterContext = Omit<
  Context,
  'onExpiring' | 'verifiedKeyHash' | 'difference' | 'keyVerdict' | 'withheld'
>;

/** Runs work that nobody waits for: what it throws is told, and the program goes on. */
export const attempt = (
  context: Pick<Context, 'onUnexpected'>,
  where: string,
  work: () => void,
): void => {
  try {
    work();
  } catch (error) {
    context.onUnexpected(where, error);
  }
};

/** A clock whose timers cannot throw into the event loop. */
export const guardClock = (clock: Clock, onUnexpected: Context['onUnexpected']): Clock => ({
  now: clock.now,
  elapsed: clock.elapsed,
  after: (delayMs, callback) =>
    clock.after(delayMs, () => attempt({ onUnexpected }, 'timer', callback)),
});
