import type { Clock } from '../../platform/clock.ts';
import { dayMs } from '../../platform/days.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { Store } from '../../store/types.ts';

export interface SweeperDependencies {
  readonly store: Pick<Store, 'relay' | 'registrations' | 'accounts' | 'devices' | 'reports'>;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  /** These accounts' queues shrank. */
  readonly onShrunk: (accountIds: readonly string[]) => void;
  readonly onExpired: (envelopes: number) => void;
  readonly onFailed: (error: unknown) => void;
}

export interface Sweeper {
  /** Removes everything that is past its time, a bounded chunk after another. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createSweeper = ({
  store,
  clock,
  limits,
  onShrunk,
  onExpired,
  onFailed,
}: SweeperDependencies): Sweeper => {
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  const chunk = limits.sweepChunkCount;

  /** Calls until a chunk comes back short; others get their turn between two chunks. */
  const untilShort = async (removeChunk: () => Promise<number>): Promise<void> => {
    while (!closed && (await removeChunk()) >= chunk) await pause();
  };
  const sweepAll = async (): Promise<void> => {
    const now = clock.now();
    await untilShort(async () => {
      const { removed, accountIds } = await store.relay.expireEnvelopes(
        now - limits.envelopeLifetimeMs,
        chunk,
      );
      if (removed > 0) onShrunk(accountIds);
      if (removed > 0) onExpired(removed);
      return removed;
    });
    // A walk through a long table, some of it each time.
    for (let step = 0; step < 10 && !closed; step++) {
      await store.relay.expireSends(now - limits.idempotencyLifetimeMs, chunk);
      await pause();
    }
    await untilShort(() => store.registrations.expire(now, chunk));
    await untilShort(() => store.accounts.expireFormerTokens(now, chunk));
    await untilShort(() => store.devices.expireTickets(now, chunk));
    // Nothing that they sent waits any more.
    const before = now - limits.envelopeLifetimeMs - dayMs;
    await untilShort(() => store.devices.expireRemoved(before, chunk));
    await untilShort(() => store.reports.expire(now - limits.reportLifetimeMs, chunk));
  };
  const sweep = (): Promise<void> => {
    running = running.then(sweepAll).catch(onFailed);
    return running;
  };
  const timer = setInterval(() => void sweep(), limits.sweepIntervalMs);
  return {
    sweep,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
};
