import type { Viewer } from '../../contract/privacy/audience.ts';
import type { Context } from '../context.ts';
import { contentRow } from '../outbox/content-row.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { breathe } from '../platform/breathe.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { profileMarks } from '../profile/forget.ts';
import { type GivenThing, givenThings } from '../store/types/profiles.ts';
import type { SyncOut } from '../sync/types.ts';
import { isDue, isGiven, profileContent, rowOfThing } from './giving.ts';
import type { Secrets } from './secrets.ts';
import type { Viewers } from './viewers.ts';

/** Gives field keys and the delivery token to those who may have them, a few at a time, and goes on after a crash. */
export interface Giver {
  /** Looks through everybody after `delayMs`: soon for what was decided here, late for what another device decided and gives itself. */
  readonly lookAround: (delayMs: number) => void;
  /** Somebody wrote: what they have not they are given now, unless that was looked at before. Inside no transaction. */
  readonly met: (accountIds: Iterable<string>) => void;
  /** Looks at these now; inside no transaction. */
  readonly lookAt: (accountIds: readonly string[]) => void;
  /** Looks through everybody now; resolves when it is in the outbox. */
  readonly giveAll: () => Promise<void>;
  /** They lost what was sent to them: it is given anew. Inside a transaction. */
  readonly lost: (accountId: string) => void;
  /** Another device gave it. Inside a transaction. */
  readonly wasGiven: (thing: GivenThing, mark: string, accountIds: readonly string[]) => void;
  /** Whom of these it must not be given. */
  readonly notDue: (thing: GivenThing, accountIds: readonly string[]) => readonly string[];
  /** Who may hold the present one, and is not to have it any more. */
  readonly losers: (thing: GivenThing) => readonly string[];
  /** Whether somebody is known to hold the present one who is not to have it any more. */
  readonly isHeldByLosers: (thing: GivenThing) => boolean;
  readonly close: () => void;
}

export interface GiverOptions {
  readonly outbox: Pick<Outbox, 'write' | 'committed'>;
  readonly syncOut: SyncOut;
  readonly viewers: Viewers;
  readonly secrets: Secrets;
  /** The person's name; null while there is no account. */
  readonly name: () => string | null;
}

const metaName = profileMarks.giving;
const batch = 50;
const mostLooked = 5_000;

/** Over what is known to be given (`store.profiles`). */
export const createGiver = (context: Context, options: GiverOptions): Giver => {
  const { store, clock } = context;
  const { outbox, syncOut, viewers, secrets } = options;
  const { profiles, contacts } = store;
  let asked = new Set<string>();
  let everybody = false;
  let last: Promise<void> = Promise.resolve();
  let stopTimer: Unsubscribe = () => undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let closed = false;

  const mayBeGiven = (accountId: string): boolean => {
    const contact = contacts.get(accountId);
    return contact?.gone !== true && contact?.kind !== 'local_program';
  };
  /** A program on this computer is written to and writes; it looks at nobody. */
  const isWanted = (thing: GivenThing, viewer: Viewer): boolean =>
    (thing === 'delivery' || mayBeGiven(viewer.accountId)) && isGiven(viewers, thing, viewer);
  /**
   * Who may write anyway is given the token when there is something between the two. Given to all at once, and by name, it would tell the
   * server who the contacts are.
   */
  const isPutOff = (thing: GivenThing, has: string, isAround: boolean): boolean =>
    isAround &&
    thing === 'delivery' &&
    has === 'none' &&
    viewers.audience(rowOfThing.delivery).audience === 'everyone';
  const missing = (accountId: string, isAround: boolean): readonly GivenThing[] => {
    const given = new Map(profiles.given(accountId).map(({ thing, mark }) => [thing, mark]));
    const viewer = viewers.viewerOf(accountId);
    return givenThings.filter((thing) => {
      const mark = secrets.mark(thing);
      const has = given.get(thing) ?? 'none';
      return has !== mark && !isPutOff(thing, has, isAround) && isWanted(thing, viewer);
    });
  };

  const give = (accountIds: readonly string[], isAround: boolean): void => {
    const name = options.name();
    if (name === null) return;
    const byThing = new Map<GivenThing, string[]>();
    const prepared = store.transaction(() => {
      const rows = accountIds.flatMap((accountId) => {
        const contact = contacts.get(accountId);
        const things = contact?.gone === true ? [] : missing(accountId, isAround);
        if (things.length === 0) return [];
        for (const thing of things) {
          profiles.give({ accountId, thing, mark: secrets.mark(thing) });
          byThing.set(thing, [...(byThing.get(thing) ?? []), accountId]);
        }
        const row = contentRow(context, accountId, profileContent(name, things, secrets));
        return [{ row, frame: null }];
      });
      outbox.write(rows);
      const syncs = [...byThing].map(([thing, ids]) => ({
        what: 'given' as const,
        thing,
        mark: secrets.mark(thing),
        accountIds: ids,
      }));
      return { rows, told: syncOut.write(syncs) };
    });
    outbox.committed(prepared.rows);
    syncOut.committed(prepared.told);
  };

  const always = (): readonly string[] =>
    givenThings.flatMap((thing) => viewers.audience(rowOfThing[thing]).always);

  const work = async (): Promise<void> => {
    while (!closed && (everybody || asked.size > 0)) {
      const few = [...asked];
      asked = new Set();
      for (let from = 0; from < few.length; from += batch)
        give(few.slice(from, from + batch), false);
      if (!everybody) continue;
      everybody = false;
      give(always(), true);
      let after: string | null = null;
      for (;;) {
        const accountIds: readonly string[] = contacts.accepted(after, batch);
        give(accountIds, true);
        after = accountIds.at(-1) ?? null;
        if (accountIds.length < batch || closed) break;
        await breathe();
      }
      if (!everybody && !closed) store.meta.remove(metaName);
    }
  };
  const run = (): void => {
    if (closed) return;
    last = last.then(work).catch((error: unknown) => context.onUnexpected('giver', error));
  };
  const lookAround = (delayMs: number): void => {
    store.meta.set(metaName, true);
    const at = clock.now() + delayMs;
    if (at >= dueAt) return;
    dueAt = at;
    stopTimer();
    stopTimer = clock.after(delayMs, () => {
      dueAt = Number.POSITIVE_INFINITY;
      everybody = true;
      run();
    });
  };
  const losersOf = (thing: GivenThing, holders: Iterable<string>): readonly string[] =>
    [...holders].filter((id) => !isDue(viewers, thing, viewers.viewerOf(id)));
  // What was not finished when the program ended.
  if (store.meta.get(metaName) === true) lookAround(1_000);

  let looked = { mark: 'none', at: new Set<string>() };

  return {
    lookAround,
    met: (accountIds) => {
      const mark = secrets.mark('delivery');
      if (looked.mark !== mark || looked.at.size > mostLooked) looked = { mark, at: new Set() };
      const few = [...accountIds].filter((accountId) => !looked.at.has(accountId));
      if (few.length === 0) return;
      for (const accountId of few) {
        looked.at.add(accountId);
        asked.add(accountId);
      }
      run();
    },
    lookAt: (accountIds) => {
      for (const accountId of accountIds) asked.add(accountId);
      run();
    },
    giveAll: async () => {
      everybody = true;
      run();
      await last;
    },
    lost: (accountId) => {
      looked.at.delete(accountId);
      if (profiles.given(accountId).length === 0) return;
      profiles.takeBack(accountId);
    },
    wasGiven: (thing, mark, accountIds) => {
      if (mark !== secrets.mark(thing)) return;
      for (const accountId of accountIds) profiles.give({ accountId, thing, mark });
    },
    notDue: losersOf,
    losers: (thing) => {
      const mark = secrets.mark(thing);
      if (mark === 'none') return [];
      const holders = new Set(profiles.holders(thing, mark));
      if (!secrets.isOwn(thing)) {
        // Another device drew it: whoever was a contact may have it.
        for (const accountId of contacts.everAccepted()) holders.add(accountId);
      }
      return losersOf(thing, holders);
    },
    isHeldByLosers: (thing) => {
      const mark = secrets.mark(thing);
      return mark !== 'none' && losersOf(thing, profiles.holders(thing, mark)).length > 0;
    },
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
