import { LRUCache } from 'lru-cache';
import { contentLimits } from '../../contract/content/limits.ts';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import { sameHash } from '../../contract/transparency/hashing.ts';
import type { Context } from '../context.ts';
import { isWithin } from '../platform/noted-times.ts';
import { knownIdentity, seenHeads } from './follow.ts';
import { readHead, shorten } from './heads.ts';
import { addPending } from './pending.ts';

/** A checkpoint that a device of an account brought. */
export interface Brought {
  readonly accountId: string;
  readonly deviceId: number;
  readonly note: string;
}

/** Checkpoints of one log that go between contacts and own devices, inside what is encrypted anyway. */
export interface Carrying {
  /** The note that something for this account takes along; null at most times. `isWriting`: it is the person who writes to them. */
  readonly noteFor: (accountId: string, isWriting?: boolean) => string | null;
  /** They were given one. Inside a transaction. */
  readonly told: (accountId: string) => void;
  /** Looks at what was brought. True when something is to be told or held against the log. Inside a transaction. */
  readonly heard: (brought: Iterable<Brought>) => boolean;
  /** What was told them says too little by now: the next thing for them takes the newest along. */
  readonly tellAgain: (accountId: string) => void;
  /** Another checkpoint is the newest. */
  readonly changed: () => void;
}

export interface CarryingOptions {
  readonly log: LogName;
  /** Of the pinned server, base64; null without an account. */
  readonly serverKey: () => string | null;
  /** The account, whose own devices tell each other as well; absent where they do not. */
  readonly ownId?: () => string | null;
  /** What people bring to whom nothing was written is held against the log, too: at the next look, not at once. */
  readonly hearsStrangers?: boolean;
}

const maxLength = contentLimits.maxCheckpointLength;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Somebody who is no partner yet is looked at again after this long: what many messages of a stranger cost is one look. */
const lookAgainMs = 5_000;
const remembered = 2_000;
/** So many of one device: what it brings first may be from before the look that its next is about. */
const mostAnHour = 4;

/** Over what was seen of the log. */
export const createCarrying = (
  context: Context,
  { log: name, serverKey, ownId = () => null, hearsStrangers = false }: CarryingOptions,
): Carrying => {
  const { store, clock } = context;
  // Both by the time that passed: whatever the clock is set to, they are over when they are over.
  const restUntil = new LRUCache<string, { readonly at: number; readonly isTold: boolean }>({
    max: remembered,
  });
  const looks = new LRUCache<string, { readonly since: number; readonly count: number }>({
    max: remembered,
  });
  let own: { readonly note: string | null } | null = null;

  const ownNote = (): string | null => {
    if (own) return own.note;
    const key = serverKey();
    const log = key === null ? null : knownIdentity(context, key, name);
    const head = log && seenHeads(context, log).at(-1);
    own = { note: head ? shorten(head, log, maxLength) : null };
    return own.note;
  };
  /** Somebody to whom this person has written: what strangers send makes nothing known, and costs nothing. */
  const isPartner = (accountId: string): boolean => store.chats.wroteTo(accountId);

  const everyMs = (accountId: string): number => (accountId === ownId() ? hourMs : dayMs);

  const hear = ({ accountId: from, deviceId, note }: Brought): boolean => {
    const now = clock.elapsed();
    const device = `${from}.${deviceId}`;
    const last = looks.get(device);
    const isOver = last === undefined || now - last.since >= hourMs;
    const { since, count } = isOver ? { since: now, count: 0 } : last;
    if (note.length > maxLength || count >= mostAnHour) return false;
    looks.set(device, { since, count: count + 1 });
    const key = serverKey();
    const log = key === null ? null : knownIdentity(context, key, name);
    const isOwn = from === ownId();
    const stranger = !isOwn && !isPartner(from);
    if (key === null || !log || (stranger && !hearsStrangers)) return false;
    const theirs = readHead(note, log);
    if (!theirs) return false;
    const mine = seenHeads(context, log).find(({ epoch }) => epoch === theirs.epoch);
    const pending = { from, deviceId, note, tries: 0, ...(stranger && { stranger }) };
    if (mine?.size !== theirs.size) {
      addPending(store.meta, name, pending);
      return !stranger;
    }
    // A restored backup may have led to it: the server is shown it before it counts.
    if (!sameHash(mine.root, theirs.root))
      addPending(store.meta, name, { ...pending, clashes: true });
    else if (!isOwn) store.logNotes.agreed(from, name);
    return true;
  };

  return {
    noteFor: (accountId, isWriting = false) => {
      const elapsed = clock.elapsed();
      const rest = restUntil.get(accountId);
      if (rest && elapsed < rest.at && (rest.isTold || !isWriting)) return null;
      const now = clock.now();
      const every = everyMs(accountId);
      const toldAt = store.logNotes.toldAt(accountId, name);
      const isTold = isWithin(toldAt, now, every);
      const mayTell = isWriting || accountId === ownId() || isPartner(accountId);
      const note = isTold || !mayTell ? null : ownNote();
      const restMs = isTold ? (toldAt ?? now) + every - now : lookAgainMs;
      if (note === null) restUntil.set(accountId, { at: elapsed + restMs, isTold });
      return note;
    },
    told: (accountId) => store.logNotes.told(accountId, name, clock.now()),
    heard: (brought) => {
      let isNew = false;
      for (const one of brought) isNew = hear(one) || isNew;
      return isNew;
    },
    tellAgain: (accountId) => {
      store.logNotes.told(accountId, name, 0);
      restUntil.delete(accountId);
    },
    changed: () => {
      // The first one: whoever waited for it is looked at again.
      if (own?.note === null) restUntil.clear();
      own = null;
    },
  };
};
