import { limits } from '../../contract/wire/limits.ts';
import type { Clock, Unsubscribe } from '../platform/types.ts';

export interface Heartbeat {
  /** The other side gave a sign of life. */
  readonly alive: () => void;
  readonly stop: Unsubscribe;
}

/** Pings after silence; calls `onDead` when nothing answers in time. */
export const startHeartbeat = (clock: Clock, ping: () => void, onDead: () => void): Heartbeat => {
  let stopTimer: Unsubscribe = () => undefined;
  let heard = true;
  const wait = (): void => {
    stopTimer = clock.after(limits.heartbeatIntervalMs, () => {
      if (heard) {
        heard = false;
        wait();
        return;
      }
      ping();
      stopTimer = clock.after(limits.heartbeatTimeoutMs, () => {
        if (heard) wait();
        else onDead();
      });
    });
  };
  wait();
  return {
    alive: () => {
      heard = true;
    },
    stop: () => stopTimer(),
  };
};
