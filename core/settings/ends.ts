import { canonicalJson } from '../../contract/canonical-json.ts';
import { effectiveAt, nextEnd } from '../../contract/settings/registers/effective.ts';
import { rulesOf } from '../../contract/settings/registers/rules.ts';
import type { Context } from '../context.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Registers } from './registers.ts';

/** Has what ends by itself end in time, also after sleep and restart. */
export interface Ends {
  /** A clock may have moved: looks now. */
  readonly look: () => void;
  readonly close: () => void;
}

/** Timers stand still while a computer sleeps: nothing that is to end is waited for longer. */
const longestWaitMs = 30_000;

/** Over the registers, which tell what ended. */
export const createEnds = (
  { clock }: Pick<Context, 'clock'>,
  registers: Pick<Registers, 'all' | 'clocks' | 'onChanged' | 'tell'>,
): Ends => {
  let stopTimer: Unsubscribe = () => undefined;
  /** What stood when it was looked last, of those with an end. */
  let before: ReadonlyMap<string, string> = new Map();

  const look = (): void => {
    stopTimer();
    const clocks = registers.clocks();
    const now = new Map<string, string>();
    const waits: number[] = [];
    for (const [key, register] of registers.all()) {
      const rules = rulesOf(key);
      if (!rules || register.every(({ end }) => end === null)) continue;
      const { value, until } = effectiveAt(rules, register, clocks);
      now.set(key, canonicalJson({ value, until }));
      const end = nextEnd(rules, register, clocks);
      if (end === null) continue;
      const left = [end - clocks.localNow, end - (clocks.serverNow ?? end)];
      waits.push(...left.filter((ms) => ms > 0), longestWaitMs);
    }
    if (waits.length > 0) stopTimer = clock.after(Math.min(...waits), look);
    const changed = [...now.keys()].filter(
      (key) => before.has(key) && before.get(key) !== now.get(key),
    );
    before = now;
    if (changed.length > 0) registers.tell(new Set(changed));
  };
  const stopListening = registers.onChanged(look);
  look();

  return {
    look,
    close: () => {
      stopTimer();
      stopListening();
    },
  };
};
