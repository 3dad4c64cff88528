import { attempt, type Context } from '../context.ts';
import { goodForMs, hourMs } from './periods.ts';
import { createSchedule } from './schedule.ts';

/** Tells that what agreed did so too long ago by now: time alone brings that about, and no look tells of it. */
export interface TellAged {
  /** Tells where anything aged since it was told last. It does so each hour by itself. */
  readonly tell: () => void;
  readonly close: () => void;
}

/** Begins with what is so now: whoever asks is told that. */
export const createTellAged = (
  context: Pick<Context, 'store' | 'clock' | 'onUnexpected'>,
  onAged: () => void,
): TellAged => {
  const { store, clock } = context;
  const goodSince = (): number => clock.now() - goodForMs;
  /** What agreed by then and not since was told to be too old. */
  let toldUntil = goodSince();
  const tell = (): void => {
    const until = goodSince();
    // Where the clock was set back it is good again.
    const between = [Math.min(toldUntil, until), Math.max(toldUntil, until)] as const;
    toldUntil = until;
    plan(hourMs);
    if (store.keyEntries.agreedBetween(...between) || store.keyLabels.agreedBetween(...between))
      onAged();
  };
  const { plan, close } = createSchedule(clock, () => attempt(context, 'aged verdicts', tell));
  plan(hourMs);
  return { tell, close };
};
