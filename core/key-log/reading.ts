import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { Carrying } from '../log/carrying.ts';
import type { Followed } from '../log/follow.ts';
import type { Head } from '../log/heads.ts';
import type { LogReader } from '../log/reader.ts';
import { createExclusive } from '../platform/exclusive.ts';
import { notingRun } from './last-run.ts';
import { createNewestHead } from './newest-head.ts';

/** Reads the log of keys, for one at a time. */
export interface Reading {
  /** In turn with all others; null where nobody is to be asked now. The log is not read any more once `work` has ended. */
  readonly inTurn: <T>(work: (asking: Asking) => Promise<T>) => Promise<T | null>;
  /** Within a turn: the head that counts, as `createNewestHead`. How that went is kept. */
  readonly follow: (asking: Asking) => Promise<Followed | 'soon' | null>;
  /** Does something under that head, in turn; null where there is none, or it failed. */
  readonly underHead: <T>(work: (asking: Asking, head: Head) => Promise<T>) => Promise<T | null>;
  /** The log is read now. */
  readonly isRunning: () => boolean;
}

export interface ReadingOptions {
  readonly account: Pick<Account, 'ready' | 'pin' | 'api'>;
  readonly isUp: () => boolean;
  readonly reader: LogReader;
  readonly carrying: Pick<Carrying, 'changed'>;
  readonly demandsWitness: () => boolean;
  /** Something may have been found against the log; at once. */
  readonly onFound: () => void;
  readonly isClosed: () => boolean;
}

/** By the connection. */
export const createReading = (
  context: Context,
  { account, isUp, onFound, isClosed, ...head }: ReadingOptions,
): Reading => {
  const exclusive = createExclusive();
  let running = false;
  const setRunning = (now: boolean): void => {
    if (running === now) return;
    running = now;
    if (!isClosed()) context.emit('encryption.ownChanged', {});
  };
  const tellFound = (): void => {
    if (!isClosed()) onFound();
  };
  const newestHead = createNewestHead(context, { ...head, onFound: tellFound });
  const toAsk = (): Asking | null => {
    const [ready, server] = [account.ready(), account.pin()?.publicKey];
    if (isClosed() || !ready || server === undefined || !isUp()) return null;
    return { api: account.api(), account: ready, serverKey: server };
  };

  const inTurn: Reading['inTurn'] = (work) =>
    exclusive(async () => {
      const asking = toAsk();
      if (asking === null) return null;
      try {
        return await work(asking);
      } finally {
        setRunning(false);
      }
    });
  const follow: Reading['follow'] = (asking) => {
    setRunning(true);
    return notingRun(context, asking.serverKey, () => newestHead(asking));
  };
  return {
    inTurn,
    follow,
    underHead: (work) =>
      inTurn(async (asking) => {
        try {
          const followed = await follow(asking);
          if (isClosed() || followed === 'soon') return null;
          return followed && (await work(asking, followed.head));
        } catch (error) {
          if (!isClosed() && !isCodedError(error)) context.onUnexpected('label', error);
          return null;
        } finally {
          tellFound();
        }
      }),
    isRunning: () => running,
  };
};
