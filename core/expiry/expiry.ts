import type { Context } from '../context.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { noChanges, publish } from '../publish.ts';
import type { MessageName } from '../store/types/sync.ts';
import { createTraces } from './traces.ts';

/** Removes messages whose time is over, on this device and by itself. */
export interface Expiry {
  /** Removes what is over. Cheap when nothing is. Never throws: what cannot be removed now is tried again soon. */
  readonly sweep: () => void;
  /** A message's time began, or the clock it goes by moved. */
  readonly wake: () => void;
  readonly close: () => void;
}

const batchRows = 200;
/** Timers stand still while the computer sleeps: after it, nothing that is over stays longer than this. */
const longestWaitMs = 10_000;
const retryAfterMs = 5_000;

/** Sweeps at once, before anything is shown. `forget`: these messages must not leave any more. */
export const createExpiry = (
  context: Context,
  options: { readonly forget: (messages: readonly MessageName[]) => void },
): Expiry => {
  const { store, clock, serverClock } = context;
  /** By the server's clock; null when none runs. */
  let nextAt: number | null = null;
  let stopTimer: Unsubscribe = () => undefined;
  let closed = false;

  const traces = createTraces(context);

  const plan = (waitMs: number): void => {
    stopTimer();
    stopTimer = clock.after(Math.min(Math.max(0, waitMs), longestWaitMs), sweep);
  };

  /** How many it removed. */
  const removeBatch = (): number => {
    const changes = noChanges();
    const expired = store.transaction(() => {
      const gone = store.messages.expire(serverClock.now(), batchRows);
      if (gone.length > 0) traces.note();
      return gone;
    });
    if (expired.length === 0) return 0;
    for (const { chatId, order } of expired) {
      changes.removed.set(chatId, [...(changes.removed.get(chatId) ?? []), order]);
      changes.chatIds.add(chatId);
    }
    options.forget(expired);
    publish(context, changes);
    return expired.length;
  };

  const removeAll = (): void => {
    let last: number;
    let all = 0;
    do {
      last = removeBatch();
      all += last;
    } while (last === batchRows);
    if (all > 0) traces.committed();
  };

  const sweep = (): void => {
    if (closed) return;
    try {
      if (nextAt !== null && nextAt <= serverClock.now()) {
        removeAll();
        nextAt = store.messages.nextExpiry();
      }
      if (nextAt === null) stopTimer();
      else plan(nextAt - serverClock.now());
    } catch (error) {
      context.onUnexpected('disappearing messages', error);
      plan(retryAfterMs);
    }
  };

  const wake = (): void => {
    if (closed) return;
    try {
      nextAt = store.messages.nextExpiry();
    } catch (error) {
      context.onUnexpected('disappearing messages', error);
      plan(retryAfterMs);
      return;
    }
    sweep();
  };

  wake();
  return {
    sweep,
    wake,
    close: () => {
      closed = true;
      stopTimer();
      traces.close();
    },
  };
};
