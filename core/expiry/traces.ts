import type { Context } from '../context.ts';
import type { Unsubscribe } from '../platform/types.ts';

/** Wipes what removed rows leave behind in the database's file and in its log of writes. */
export interface Traces {
  /** Rows are being removed; inside their transaction. */
  readonly note: () => void;
  /** They are; after the commit. */
  readonly committed: () => void;
  readonly close: () => void;
}

const name = 'expiry.traces';
/** What goes within a moment is wiped in one go. */
const logAfterMs = 1_000;
const rewriteAfterMs = 10_000;
/** Writing the file anew takes a thousandth of the time at most, however large it is. */
const restPerWork = 1_000;

/**
 * The log of writes is emptied within a second. SQLite wipes a row where it stands, but not the copies that were left where it stood
 * before its page was shared out anew: those go when the file is written anew, soon, and after a crash by the next run.
 */
export const createTraces = ({ store, clock, onUnexpected }: Context): Traces => {
  let closed = false;
  let stopLog: Unsubscribe | null = null;
  let stopRewrite: Unsubscribe | null = null;
  let restUntilMs = 0;

  const attempt = (work: () => void, again: () => void): void => {
    if (closed) return;
    try {
      work();
    } catch (error) {
      onUnexpected('traces of what disappeared', error);
      restUntilMs = clock.elapsed() + rewriteAfterMs * restPerWork;
      again();
    }
  };

  const emptyLog = (): void => {
    stopLog = null;
    attempt(
      () => {
        if (!store.emptyLog()) soon();
      },
      () => undefined,
    );
  };

  const rewrite = (): void => {
    stopRewrite = null;
    attempt(() => {
      const beganMs = clock.elapsed();
      store.rewrite();
      store.meta.remove(name);
      const endedMs = clock.elapsed();
      restUntilMs = endedMs + (endedMs - beganMs) * restPerWork;
    }, soon);
  };

  const soon = (): void => {
    stopLog ??= clock.after(logAfterMs, emptyLog);
    const restMs = restUntilMs - clock.elapsed();
    stopRewrite ??= clock.after(Math.max(rewriteAfterMs, restMs), rewrite);
  };

  if (store.meta.get(name) === true) soon();

  return {
    note: () => store.meta.set(name, true),
    committed: soon,
    close: () => {
      closed = true;
      stopLog?.();
      stopRewrite?.();
    },
  };
};
