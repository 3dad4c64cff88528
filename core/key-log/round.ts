import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { Followed } from '../log/follow.ts';
import { loadPending } from '../log/pending.ts';
import type { LogReader } from '../log/reader.ts';
import { createTurns, dueEntries, mostAtOnce } from './due-entries.ts';
import { createHeadsUnder, type LookUnder } from './heads-under.ts';
import type { LabelLooks } from './labels/label-looks.ts';
import { hashOf } from './look-at.ts';
import type { LookAtOne } from './look-at-one.ts';
import { noteOwnTurn } from './own-unread.ts';
import { soonRange } from './periods.ts';
import type { Reading } from './reading.ts';
import type { Telling } from './telling.ts';
import type { ToldToLook } from './told-to-look.ts';
import type { Verdicts } from './verdicts.ts';
import type { Wanted } from './wanted.ts';

/** One round of looks: at the log, then at the entries and labels that are due. */
export interface Round {
  /** These accounts are looked at with the next round, by the person's word. */
  readonly ask: (accountIds: readonly string[]) => void;
  /** In turn, by `asking`. Rejects with what failed last. */
  readonly look: (asking: Asking) => Promise<void>;
}

export interface RoundOptions {
  readonly reader: LogReader;
  readonly follow: Reading['follow'];
  readonly isUp: () => boolean;
  readonly isClosed: () => boolean;
  readonly one: LookAtOne;
  readonly labels: Pick<LabelLooks, 'look' | 'isDue' | 'allUnavailable'>;
  readonly wanted: Wanted;
  readonly toldToLook: Pick<ToldToLook, 'looking' | 'is'>;
  readonly withheld: Verdicts['withheld'];
  /** Of the key in use, base64. */
  readonly keyOf: (accountId: string) => string | null;
  /** An entry could not be looked at. */
  readonly unavailable: (accountId: string, key: string | null) => void;
  readonly telling: Telling;
  readonly tellFindings: () => void;
  /** There is another round in so many milliseconds. */
  readonly plan: (delayMs: number) => void;
}

/** More than one look takes are looked at a little later. */
const moreMs = 30_000;

/** Over what is due. */
export const createRound = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  {
    reader,
    follow,
    isUp,
    isClosed,
    one,
    labels,
    wanted,
    toldToLook,
    keyOf,
    telling,
    tellFindings,
    plan,
    ...options
  }: RoundOptions,
): Round => {
  const turns = createTurns();
  /** By the person, now. */
  const asked = new Set<string>();
  const unavailable = (accountId: string): void => options.unavailable(accountId, keyOf(accountId));
  const pending = () => loadPending(store.meta, 'keys');

  /** Each by itself: what a server refuses of one says nothing of the others. Rejects with what failed last. */
  const lookAtEach = async (
    under: LookUnder,
    accountIds: readonly string[],
    hasLookedAtOwn: () => void,
  ): Promise<void> => {
    const own = under.asking.account.accountId;
    let failed: unknown = null;
    for (const accountId of accountIds) {
      if (isClosed()) return;
      // Without a connection nobody is asked about.
      const isTurn = isUp();
      await telling(accountId, async () => {
        try {
          await one.look(under, accountId);
          if (accountId === own && !one.isOpen(own)) hasLookedAtOwn();
        } catch (error) {
          failed = error;
          if (isClosed()) return;
          unavailable(accountId);
          // What waits for its look is looked at again, and not a day later.
          if (options.withheld(accountId, hashOf(keyOf(accountId))) === 'checking')
            wanted.key(accountId);
        }
        if (!isTurn || isClosed()) return;
        store.keyEntries.looked(accountId, clock.now());
        if (accountId === own) noteOwnTurn(store, own, clock.now());
      });
    }
    if (isClosed()) return;
    try {
      if ((await labels.look(under)) === 'soon') plan(soonRange.mostMs);
    } catch (error) {
      failed = error;
    }
    if (failed !== null) throw failed;
  };

  const look: Round['look'] = async (asking) => {
    const own = asking.account.accountId;
    const hasLookedAtOwn = toldToLook.looking();
    const told = toldToLook.is(own) ? [own] : [];
    const due = dueEntries(store, own, [...told, ...asked, ...wanted.all()], clock.now());
    // Whoever is asked for from here on is looked at with the next look.
    asked.clear();
    const now = due.slice(0, mostAtOnce);
    const isDue = now.length > 0 || labels.isDue(asking.account);
    if (!isDue && pending().length === 0) return;
    let followed: Followed | 'soon' | null;
    try {
      followed = await follow(asking);
    } catch (error) {
      if (isClosed()) throw error;
      // Two roots that the server does not answer for count in the end.
      tellFindings();
      // All that wait, however many: where the log cannot be read nothing waits.
      for (const accountId of new Set([...now, ...wanted.all()]))
        await telling(accountId, () => unavailable(accountId));
      labels.allUnavailable(asking.account);
      throw error;
    }
    if (isClosed()) return;
    tellFindings();
    if (followed === 'soon') plan(soonRange.firstMs);
    if (followed === null || followed === 'soon') return;
    const { head } = followed;
    const heads = createHeadsUnder(asking, head, reader);
    try {
      await lookAtEach({ asking, head, heads }, now, hasLookedAtOwn);
    } finally {
      if (!isClosed()) {
        tellFindings();
        // Two roots were shown to the server, which has not answered for them yet.
        if (pending().some(({ clashes }) => clashes)) plan(soonRange.mostMs);
        const left = turns.had(now, due.slice(mostAtOnce));
        // What is wanted is waited for.
        if (left.length > 0) plan(left.some(wanted.has) ? 0 : moreMs);
      }
    }
  };

  return {
    ask: (accountIds) => {
      for (const accountId of accountIds) asked.add(accountId);
    },
    look,
  };
};
