import * as z from 'zod/mini';
import { timestampSchema } from '../../contract/ids.ts';
import type { Clock, Random } from '../platform/types.ts';
import type { ExpiryStart } from '../store/types/messages.ts';
import type { MetaRepository } from '../store/types/meta.ts';

/**
 * The server's clock, as it is known here. Once the server told its time to this run of the program, it goes on by the time that
 * passed since, whatever becomes of this computer's clock. Until then it is what this computer's clock says, corrected as it had
 * to be when the server was heard last, and no less than what has passed since then for certain.
 */
export interface ServerClock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly now: () => number;
  /** As `now`, once the server told its time to this run of the program; null before. */
  readonly told: () => number | null;
  /** What it is at least, for certain; null when the server was never heard. */
  readonly atLeast: () => number | null;
  /** When this computer's clock shows what is `at` by the server's. */
  readonly toComputerTime: (at: number) => number;
  /** A beginning now, or at an earlier time by the server's clock. */
  readonly start: (at?: number) => ExpiryStart;
  /** The server told its time; `elapsedMs` is what `Clock.elapsed` gave then. */
  readonly heard: (told: number, elapsedMs: number) => void;
}

/** What changes when the server's clock is heard: by how much `now` moved, and whether this computer's clock was right since last time. */
export interface ClockSettled {
  readonly run: number;
  readonly moveMs: number;
  readonly isSane: boolean;
}

const keptSchema = z.object({
  serverAt: timestampSchema,
  /** This computer's clock, and what had elapsed, at the same moment. */
  wallAt: z.int(),
  elapsedAt: z.int(),
});
type Kept = z.infer<typeof keptSchema>;

const name = 'server.clock';
/** A clock that is off by less than before and after is one that runs, not one that was set. */
const saneMs = 60_000;

const load = (meta: MetaRepository): Kept | null => {
  const parsed = keptSchema.safeParse(meta.get(name));
  return parsed.success ? parsed.data : null;
};

/** `onHeard` is called within the transaction that keeps the time. */
export const createServerClock = (
  { meta, transaction }: { readonly meta: MetaRepository; transaction<T>(work: () => T): T },
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  onHeard: (settled: ClockSettled) => void,
): ServerClock => {
  const run = new DataView(random.bytes(8).buffer).getUint32(0);
  let kept = load(meta);
  let isSure = false;

  /** What it is at least: the time that passed since the server was heard counts, unless this computer was off since. */
  const earliestAt = (elapsedMs: number): number | null =>
    kept && kept.serverAt + Math.max(0, elapsedMs - kept.elapsedAt);

  const beginAt = (): { readonly at: number; readonly elapsedMs: number } => {
    const elapsedMs = Math.round(clock.elapsed());
    const byWall = clock.now() + (kept ? kept.serverAt - kept.wallAt : 0);
    return { at: Math.max(byWall, earliestAt(elapsedMs) ?? byWall), elapsedMs };
  };
  let anchor = beginAt();

  const at = (elapsedMs: number): number => anchor.at + Math.max(0, elapsedMs - anchor.elapsedMs);
  const now = (): number => at(Math.round(clock.elapsed()));

  return {
    now,
    told: () => (isSure ? now() : null),
    atLeast: () => (isSure ? now() : earliestAt(Math.round(clock.elapsed()))),
    toComputerTime: (moment) => clock.now() + moment - now(),
    start: (given) => {
      const elapsedMs = Math.round(clock.elapsed());
      const present = at(elapsedMs);
      const began = Math.min(given ?? present, present);
      if (isSure) return { at: began, unsure: null };
      const behindMs = present - (earliestAt(elapsedMs) ?? present);
      return { at: began, unsure: { run, earliestAt: began - behindMs } };
    },
    heard: (told, elapsedMs) => {
      const heardAt = Math.round(elapsedMs);
      const wallAt = clock.now() - Math.round(clock.elapsed() - heardAt);
      const before = kept;
      const aheadMs = told - wallAt;
      const isSane =
        before !== null && Math.abs(aheadMs - (before.serverAt - before.wallAt)) < saneMs;
      const settled = { run, moveMs: told - at(heardAt), isSane };
      const next = { serverAt: told, wallAt, elapsedAt: heardAt };
      transaction(() => {
        meta.set(name, next);
        if (!isSure) onHeard(settled);
      });
      kept = next;
      anchor = { at: told, elapsedMs: heardAt };
      isSure = true;
    },
  };
};
