import * as z from 'zod/mini';
import { timestampSchema } from '../../contract/ids.ts';
import type { Context } from '../context.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

/** What says again all that another device of the account may have lost, as often as there is reason to, and no more. */
export interface RepeatRounds {
  /**
   * The rows of a round, when one `isAsked` for now or was put off before, and it is its turn; `write` keeps that inside the
   * transaction that adds them. One that has no turn yet is put off, never forgotten: its turn comes at `nextDueAt`.
   */
  readonly plan: (isAsked: boolean) => {
    readonly rows: readonly NewOutboxRow[];
    readonly write: () => void;
  };
  /** When the round that was put off has its turn; null when none was. */
  readonly nextDueAt: () => number | null;
  /** Whether it has its turn. */
  readonly isDue: () => boolean;
}

/** How many words may be said again in an hour, beyond the round that goes over it. */
const wordsPerHour = 6_000;
/** Of so many that were said just now another round has its turn still: honest losses that come together are of little. */
const freeWords = 1_000;
const hourMs = 3_600_000;

const name = 'sync.repeats';
const keptSchema = z.object({
  /** Words that count as said just now, at `at` by this device's clock. They count less as time passes. */
  said: z.number(),
  at: timestampSchema,
  /** A round was asked for and put off. */
  isPutOff: z.boolean(),
});
type Kept = z.infer<typeof keptSchema>;

/** Forgets what was said again, in whose name it was. */
export const clearRepeatRounds = ({ store }: Pick<Context, 'store'>): void => {
  if (store.meta.get(name) !== undefined) store.meta.remove(name);
};

/** `repeat` gives all that may have been lost, as it stands now. The server can have it asked for in another device's name at any time. */
export const createRepeatRounds = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  repeat: () => readonly NewOutboxRow[],
): RepeatRounds => {
  const load = (): Kept => {
    const now = clock.now();
    const kept = keptSchema.safeParse(store.meta.get(name)).data;
    if (!kept) return { said: 0, at: now, isPutOff: false };
    // A clock that was set back ends nothing, and puts nothing off for longer.
    const passedMs = Math.max(0, now - kept.at);
    return { ...kept, said: Math.max(0, kept.said - (passedMs / hourMs) * wordsPerHour), at: now };
  };
  const hasTurn = ({ said }: Kept): boolean => said <= freeWords;
  const nothing = { rows: [], write: () => undefined };

  return {
    plan: (isAsked) => {
      const kept = load();
      if (!isAsked && !kept.isPutOff) return nothing;
      if (!hasTurn(kept))
        return {
          rows: [],
          write: () => {
            if (!kept.isPutOff) store.meta.set(name, { ...kept, isPutOff: true });
          },
        };
      const rows = repeat();
      const said = kept.said + rows.length;
      return { rows, write: () => store.meta.set(name, { said, at: kept.at, isPutOff: false }) };
    },
    nextDueAt: () => {
      const kept = load();
      if (!kept.isPutOff) return null;
      const waitsMs = (Math.max(0, kept.said - freeWords) / wordsPerHour) * hourMs;
      return kept.at + Math.ceil(waitsMs);
    },
    isDue: () => {
      const kept = load();
      return kept.isPutOff && hasTurn(kept);
    },
  };
};
