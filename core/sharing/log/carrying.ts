import { LRUCache } from 'lru-cache';
import { contentLimits } from '../../../contract/content/limits.ts';
import { sameHash } from '../../../contract/transparency/hashing.ts';
import type { Context } from '../../context.ts';
import { raise } from './alarms.ts';
import { knownIdentity, seenHeads } from './follow.ts';
import { readHead, shorten } from './heads.ts';
import { loadKnownLog } from './known-log.ts';
import { addPending } from './pending.ts';

/** Checkpoints that go between contacts, inside what is encrypted anyway. */
export interface Carrying {
  /** The note that a receipt to this contact takes along; null at most times. */
  readonly noteFor: (accountId: string) => string | null;
  /** They were given one. Inside a transaction. */
  readonly told: (accountIds: Iterable<string>) => void;
  /** Looks at what contacts brought. True when something is to be told or held against the log. Inside a transaction. */
  readonly heard: (notes: ReadonlyMap<string, string>) => boolean;
  /** Another checkpoint is the newest. */
  readonly changed: () => void;
}

const maxLength = contentLimits.maxCheckpointLength;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Somebody who is no partner yet is looked at again after this long: what many messages of a stranger cost is one look. */
const lookAgainMs = 5_000;
const remembered = 2_000;

/** `serverKey` gives the pinned server's, null without an account. */
export const createCarrying = (context: Context, serverKey: () => string | null): Carrying => {
  const { store, clock } = context;
  const restUntil = new LRUCache<string, number>({ max: remembered });
  const lookedAt = new LRUCache<string, number>({ max: remembered });
  let own: { readonly note: string | null } | null = null;

  const ownNote = (): string | null => {
    if (own) return own.note;
    const key = serverKey();
    const log = key === null ? null : knownIdentity(context, key);
    const head = log && seenHeads(context, log).at(-1);
    own = { note: head ? shorten(head, log, maxLength) : null };
    return own.note;
  };
  /** Somebody to whom this person has written: what strangers send makes nothing known, and costs nothing. */
  const isPartner = (accountId: string): boolean => store.chats.wroteTo(accountId);

  const hear = (from: string, note: string): boolean => {
    const now = clock.now();
    const last = lookedAt.get(from);
    if (note.length > maxLength || (last !== undefined && Math.abs(now - last) < hourMs))
      return false;
    lookedAt.set(from, now);
    const key = serverKey();
    const log = key === null ? null : knownIdentity(context, key);
    if (key === null || !log || !isPartner(from)) return false;
    const theirs = readHead(note, log);
    if (!theirs) return false;
    const mine = seenHeads(context, log).find(({ epoch }) => epoch === theirs.epoch);
    if (mine?.size !== theirs.size) {
      addPending(store.meta, { from, note, tries: 0 });
      return true;
    }
    if (sameHash(mine.root, theirs.root)) store.logNotes.agreed(from);
    else
      raise(context, key, [loadKnownLog(store.meta, key)], {
        kind: 'two_roots',
        byContact: true,
        subject: `${mine.note}${note}`,
        notes: [mine.note, note],
        found: 'the log signed two roots for one size: one was shown here, the other to a contact',
      });
    return true;
  };

  return {
    noteFor: (accountId) => {
      const now = clock.now();
      const rest = restUntil.get(accountId);
      if (rest !== undefined && now < rest && rest - now <= dayMs) return null;
      const toldAt = store.logNotes.toldAt(accountId);
      const isTold = toldAt !== null && now >= toldAt && now - toldAt < dayMs;
      const note = isTold || !isPartner(accountId) ? null : ownNote();
      if (note === null) restUntil.set(accountId, isTold ? toldAt + dayMs : now + lookAgainMs);
      return note;
    },
    told: (accountIds) => {
      for (const accountId of accountIds) store.logNotes.told(accountId, clock.now());
    },
    heard: (notes) => {
      let isNew = false;
      for (const [from, note] of notes) isNew = hear(from, note) || isNew;
      return isNew;
    },
    changed: () => {
      // The first one: whoever waited for it is looked at again.
      if (own?.note === null) restUntil.clear();
      own = null;
    },
  };
};
