import type { Context } from '../context.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { profileMarks } from '../profile/forget.ts';
import type { OwnProfile } from '../profile/own-profile.ts';
import { type GivenThing, givenThings } from '../store/types/profiles.ts';
import type { Delivery } from './delivery.ts';
import type { Giver } from './giver.ts';
import { rowOfThing } from './giving.ts';
import type { Secrets } from './secrets.ts';

/** What follows when it changes who is let at what. */
export interface Rotation {
  /** Looks whether somebody holds what they may not have any more; draws it anew then, and gives it to the rest. */
  readonly look: () => void;
  /** Another device told that it gave these something or accepted them: what was decided here before may be about them. */
  readonly learned: (accountIds: readonly string[]) => void;
  /** A device was lost that had everything: all is drawn anew. Marks it, inside a transaction; `renewed` does it, also after a crash. */
  readonly renew: () => void;
  readonly renewed: () => void;
  readonly close: () => void;
}

/** What another device decided, that device does; this one looks only whether it did. Also after a start: it may have been closed meanwhile. */
const afterOthersMs = 10 * 60_000;

/** Watches the registers. */
export const watchRotation = (
  context: Context,
  options: {
    readonly registers: PeopleRegisters;
    readonly secrets: Secrets;
    readonly giver: Giver;
    readonly ownProfile: OwnProfile;
    readonly delivery: Delivery;
  },
): Rotation => {
  const { registers, secrets, giver, ownProfile, delivery } = options;
  const rows: readonly string[] = givenThings.map((thing) => rowOfThing[thing]);
  const blockOf = (accountId: string): string => `block:${accountId}`;
  let stopTimer: Unsubscribe = () => undefined;
  let closed = false;

  const rotate = (thing: GivenThing): void => {
    if (thing !== 'delivery') {
      ownProfile.rotate(thing);
      return;
    }
    context.store.transaction(() => secrets.renew('delivery'));
  };
  const look = (): void => {
    if (!registers.isKnown()) return;
    for (const thing of givenThings) if (giver.losers(thing).length > 0) rotate(thing);
    delivery.work();
    giver.lookAround(0);
  };
  const lookLater = (): void => {
    stopTimer();
    stopTimer = context.clock.after(afterOthersMs, look);
    giver.lookAround(afterOthersMs);
  };

  // Of those who are known to hold it alone: who may hold it, since another device drew it, would have the devices draw by turns.
  stopTimer = context.clock.after(afterOthersMs, () => {
    if (!registers.isKnown()) return;
    for (const thing of givenThings) if (giver.isHeldByLosers(thing)) rotate(thing);
  });

  const isDecidedHere = (accountId: string): boolean =>
    [...rows, blockOf(accountId)].some((key) => registers.author(key)?.thisDevice === true);
  const learned = (accountIds: readonly string[]): void => {
    const losers = new Set(givenThings.flatMap((thing) => giver.notDue(thing, accountIds)));
    if (losers.size === 0) return;
    if ([...losers].some(isDecidedHere)) look();
    else lookLater();
  };

  const stopWatching = registers.onChanged((keys) => {
    if (closed) return;
    const decisions = keys.filter((key) => rows.includes(key) || key.startsWith(blockOf('')));
    const things = secrets.changed(keys);
    if (things.length > 0) {
      if (things.some((thing) => secrets.isOwn(thing))) giver.lookAround(0);
      else giver.lookAround(afterOthersMs);
      ownProfile.work();
      delivery.work();
    }
    if (decisions.length === 0) return;
    if (decisions.some((key) => registers.author(key)?.thisDevice !== false)) look();
    else {
      delivery.work();
      lookLater();
    }
  });
  return {
    look,
    learned,
    renew: () => context.store.meta.set(profileMarks.renew, true),
    renewed: () => {
      const { store } = context;
      if (store.meta.get(profileMarks.renew) !== true || !registers.isKnown()) return;
      store.transaction(() => {
        for (const thing of givenThings) if (secrets.present(thing) !== null) rotate(thing);
        store.meta.remove(profileMarks.renew);
      });
    },
    close: () => {
      closed = true;
      stopWatching();
      stopTimer();
    },
  };
};
