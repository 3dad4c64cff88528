import { dayOf } from '../../../contract/policy/fields.ts';
import type { Context } from '../../context.ts';
import type { Decided } from '../state.ts';
import { answerFor, type Budget, payFor } from './answers.ts';
import { bucketOf, dayMs, daysOver, type UsageBucket } from './days.ts';
import { countingMark } from './marks.ts';
import { budgetOf, type Terms, termsOf } from './terms.ts';

/** What is said of a day. */
export interface SaidOfDay {
  readonly day: string;
  readonly usageBucket: UsageBucket;
}

/** What is ready to be handed over. */
export interface Due {
  readonly usage: readonly SaidOfDay[];
  /** Once the server has it: these days are never handed over again, and their counts forgotten. */
  readonly handedOver: () => void;
}

/** How often the app was opened, counted only while a yes to that holds. Every call throws as the store does. */
export interface Counting {
  /** Begins to count, or forgets what was counted, as is decided now. */
  readonly follow: (decided: Decided) => void;
  /** The window came into view. */
  readonly opened: (decided: Decided) => void;
  /** The day that is said next, as it stands so far, with its noise. Null where nothing is counted. */
  readonly next: (decided: Decided) => SaidOfDay | null;
  /** The days that are over, drawn and paid for on the disk. */
  readonly due: (decided: Decided) => Due | null;
  /** Forgets what was counted; the answers stay, so that none is ever drawn again. */
  readonly forget: () => void;
}

/** Reloads and restarts of the window within this time are one opening. */
const onceWithinMs = 60_000;

/** Counts in the database of `context`. */
export const createCounting = ({ store, random }: Pick<Context, 'store' | 'random'>): Counting => {
  const { meta, usage } = store;
  let openedAt = Number.NEGATIVE_INFINITY;

  const forget = (): void =>
    store.transaction(() => {
      usage.forgetDays();
      countingMark.save(meta, null);
    });

  /** True when counting begins with this. */
  const settle = (decided: Decided, terms: Terms | null): boolean => {
    const counting = countingMark.load(meta);
    if (terms === null) {
      if (counting !== null || usage.days().length > 0) forget();
      return false;
    }
    const { now } = decided.known.facts;
    // Further ahead only by a clock that was wrong.
    const isSound = counting !== null && counting.from <= dayOf(now + dayMs);
    if (isSound && counting.restsOn === terms.restsOn) return false;
    const today = dayOf(now);
    store.transaction(() => {
      usage.forgetDays();
      countingMark.save(meta, { from: today, restsOn: terms.restsOn });
      // The opening in which the person said yes.
      if (openedAt > Number.NEGATIVE_INFINITY) usage.opened(today);
    });
    return true;
  };

  const opensOf = (day: string): number =>
    usage.days().find((counted) => counted.day === day)?.opens ?? 0;

  const counted = (decided: Decided) => {
    const terms = termsOf(decided, 'usage-metrics');
    settle(decided, terms);
    const counting = countingMark.load(meta);
    const budget: Budget | null = terms && budgetOf(decided, terms);
    if (counting === null || budget === null) return null;
    return { counting, budget, over: daysOver(counting.from, decided.known.facts.now) };
  };

  return {
    forget,
    follow: (decided) => void settle(decided, termsOf(decided, 'usage-metrics')),
    opened: (decided) => {
      const { now } = decided.known.facts;
      const again = now >= openedAt && now < openedAt + onceWithinMs;
      openedAt = now;
      const terms = termsOf(decided, 'usage-metrics');
      if (settle(decided, terms) || terms === null || again) return;
      usage.opened(dayOf(now));
    },
    next: (decided) => {
      const found = counted(decided);
      if (found === null) return null;
      const day = found.over[0] ?? dayOf(decided.known.facts.now);
      const answer = answerFor(usage, random, found.budget, bucketOf(opensOf(day)));
      return answer && { day, usageBucket: answer.said };
    },
    due: (decided) => {
      const found = counted(decided);
      if (found === null || found.over.length === 0) return null;
      const { budget, counting, over } = found;
      const said = store.transaction(() =>
        over.map((day) => ({ day, said: payFor(usage, random, budget, bucketOf(opensOf(day))) })),
      );
      const today = dayOf(decided.known.facts.now);
      return {
        usage: said.flatMap(({ day, said: bucket }) =>
          bucket === null ? [] : [{ day, usageBucket: bucket }],
        ),
        handedOver: () =>
          store.transaction(() => {
            // Meanwhile the choice may have ended, or another begun.
            if (countingMark.load(meta)?.restsOn !== counting.restsOn) return;
            countingMark.save(meta, { ...counting, from: today });
            usage.forgetBefore(today);
          }),
      };
    },
  };
};
