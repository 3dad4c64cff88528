import { CodedError } from '../../contract/errors/coded-error.ts';
import { addNotices, forgetTold, tellUntrusted } from '../chats/notices.ts';
import { ensureChat } from '../chats/open-chat.ts';
import type { Context } from '../context.ts';
import { fromHex, toKeyHash } from '../crypto/key-hash.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Changes } from '../publish.ts';
import type { HeldEnvelope, KeyChangeRow } from '../store/types/key-changes.ts';

/** An envelope that came under another identity key than the known one. */
export interface UntrustedEnvelope {
  readonly envelope: HeldEnvelope;
  /** Serialised. */
  readonly identityKey: Uint8Array;
  /** The server does not keep it: it is of the moment. */
  readonly passing: boolean;
}

/** Who took a key for the known one: the person, or the app, since the one before had failed its check. */
export type AcceptedNotice = 'identity_accepted' | 'identity_corrected';

/** What is accepted: the key, and what waited to be opened with it, in order. */
export interface Acceptable {
  readonly identityKey: Uint8Array;
  readonly envelopes: readonly HeldEnvelope[];
  /** Some of what came was not kept. */
  readonly lost: boolean;
}

/** Identity keys of contacts that are others than the known ones, until the person decides. What writes runs inside a transaction. */
export interface ChangedKeys {
  /** Whether nothing may be encrypted for this account now. */
  readonly isUndecided: (accountId: string) => boolean;
  readonly undecided: () => readonly string[];
  /** Accepted on another device, and seen here: to be carried out. */
  readonly toCarryOut: () => readonly { readonly accountId: string; readonly keyHash: string }[];
  /** The server shows this key for the account. */
  readonly shown: (accountId: string, identityKey: Uint8Array, changes: Changes) => void;
  /**
   * The server shows the known key: what was undecided is over, and what came under the other one goes. Not while the known key is withheld: where
   * something came under the other one the question stays.
   */
  readonly restored: (accountId: string, isWithheld: boolean, changes: Changes) => void;
  /** Keeps what came under other keys; what cannot be kept is asked for again later. */
  readonly hold: (envelopes: readonly UntrustedEnvelope[], changes: Changes) => void;
  /** Accounts of which another key is shown than this one, and nothing is decided. */
  readonly inQuestion: () => readonly { readonly accountId: string; readonly known: Uint8Array }[];
  /** So it is on another device of the account. Where none is known here that one is taken; true where it is to be asked what is shown by now. */
  readonly inQuestionElsewhere: (accountId: string, known: Uint8Array) => boolean;
  /** Another device of the account accepted a key. */
  readonly acceptedElsewhere: (accountId: string, keyHash: string) => void;
  /** Throws `not_found` when no key of the account waits, `keys_changed_again` when it is another one, `blocked`. */
  readonly toAccept: (accountId: string, keyHash: string) => Acceptable;
  /** The key of `toAccept` is the known one now. */
  readonly accepted: (accountId: string, changes: Changes, notice: AcceptedNotice) => void;
  /** After the commit of what was shown or held. */
  readonly committed: () => void;
  /** Hears of each `committed`. */
  readonly listen: (listener: () => void) => Unsubscribe;
  /** Other keys are in the database. */
  readonly reload: () => void;
}

/** In base64, as it is kept of changed keys and told between devices. */
const toStoredHash = (identityKey: Uint8Array): string => fromHex(toKeyHash(identityKey));

const isSame = (one: Uint8Array | null | undefined, other: Uint8Array): boolean =>
  one != null && Buffer.compare(one, other) === 0;

/**
 * Over the database. Nothing is asked, or told, about who is blocked. `tells`: whether a change of this account's keys gets a line in its chat; it is
 * decided either way.
 */
export const createChangedKeys = (
  context: Context,
  isBlocked: (accountId: string) => boolean,
  tells: (accountId: string) => boolean = () => true,
): ChangedKeys => {
  const { store, clock } = context;
  const { keyChanges, keys } = store;
  const listeners = new Set<() => void>();
  let seen: ReadonlySet<string> | null = null;

  const save = (row: KeyChangeRow): void => {
    keyChanges.save(row);
    seen = null;
  };
  const remove = (accountId: string): void => {
    keyChanges.remove(accountId);
    seen = null;
  };
  const noteChat = (accountId: string, changes: Changes): void => {
    const chat = store.chats.byPeer(accountId);
    if (chat) changes.chatIds.add(chat.chatId);
  };
  const isFormer = (accountId: string, isIt: (former: Uint8Array) => boolean): boolean =>
    keys.formerIdentities(accountId).some(({ identityKey }) => isIt(identityKey));

  /** The row of the key that is shown; null where there is nobody to decide: no chat (as with oneself), or a block. */
  const shown = (
    accountId: string,
    identityKey: Uint8Array,
    changes: Changes,
  ): KeyChangeRow | null => {
    if (isBlocked(accountId)) return null;
    // Where none is known here it is one that the person compared on another device: with somebody whom they know.
    if (keys.peerIdentity(accountId) === null && context.verifiedKeyHash(accountId) !== null)
      ensureChat(context, accountId);
    if (!store.chats.byPeer(accountId)) return null;
    const before = keyChanges.get(accountId);
    if (isSame(before?.identityKey, identityKey)) return before;
    if (isSame(keys.peerIdentity(accountId)?.identityKey, identityKey)) return null;
    const keyHash = toStoredHash(identityKey);
    changes.encryption.add(accountId);
    noteChat(accountId, changes);
    if (before?.keyHash === keyHash) {
      const found = { ...before, identityKey };
      save(found);
      return found;
    }
    // What came under a key that was never accepted is for nobody any more once another is shown.
    const dropped = keyChanges.dropHeld(accountId);
    const told = tells(accountId) && tellUntrusted(context, changes, accountId);
    const row: KeyChangeRow = {
      accountId,
      keyHash,
      identityKey,
      shownAt: clock.now(),
      state: 'undecided',
      told: told || (before?.told ?? false),
      lost: dropped || (before?.lost ?? false),
    };
    save(row);
    return row;
  };

  const keep = (row: KeyChangeRow, envelopes: readonly HeldEnvelope[], changes: Changes): void => {
    if (envelopes.length === 0) return;
    if (!keyChanges.hold(envelopes) && !row.lost) save({ ...row, lost: true });
    noteChat(row.accountId, changes);
  };

  return {
    isUndecided: (accountId) => {
      seen ??= new Set([...keyChanges.undecided(), ...keyChanges.accepted()]);
      return seen.has(accountId);
    },
    undecided: () => keyChanges.undecided().filter((accountId) => !isBlocked(accountId)),
    toCarryOut: () =>
      keyChanges.accepted().flatMap((accountId) => {
        const row = isBlocked(accountId) ? null : keyChanges.get(accountId);
        return row ? [{ accountId, keyHash: row.keyHash }] : [];
      }),
    shown: (accountId, identityKey, changes) => void shown(accountId, identityKey, changes),
    restored: (accountId, isWithheld, changes) => {
      const row = keyChanges.get(accountId);
      if (row?.state !== 'undecided') return;
      // A server that goes back to a key that failed takes nothing away that it delivered.
      if (isWithheld && (row.lost || keyChanges.held(accountId).length > 0)) return;
      remove(accountId);
      changes.encryption.add(accountId);
      if (row.told) addNotices(context, changes, 'identity_restored', [accountId]);
      noteChat(accountId, changes);
    },
    hold: (envelopes, changes) => {
      let row = null as KeyChangeRow | null;
      let kept: HeldEnvelope[] = [];
      for (const { envelope, identityKey, passing } of envelopes) {
        const { accountId } = envelope;
        if (row?.accountId !== accountId || !isSame(row.identityKey, identityKey)) {
          if (row) keep(row, kept, changes);
          kept = [];
          // Late, of before the present key was accepted: an honest server never goes back to it.
          row = isFormer(accountId, (former) => isSame(former, identityKey))
            ? null
            : shown(accountId, identityKey, changes);
        }
        if (row && !passing) kept.push(envelope);
      }
      if (row) keep(row, kept, changes);
    },
    inQuestion: () =>
      keyChanges.undecided().flatMap((accountId) => {
        const known = isBlocked(accountId) ? null : keys.peerIdentity(accountId);
        return known ? [{ accountId, known: known.identityKey }] : [];
      }),
    inQuestionElsewhere: (accountId, known) => {
      if (isBlocked(accountId) || keyChanges.get(accountId)) return false;
      const mine = keys.peerIdentity(accountId);
      if (mine && !isSame(mine.identityKey, known)) return false;
      ensureChat(context, accountId);
      if (!mine) keys.savePeerIdentity(accountId, known, clock.now());
      return true;
    },
    acceptedElsewhere: (accountId, keyHash) => {
      const known = keys.peerIdentity(accountId);
      const isKnown = (key: Uint8Array) => toStoredHash(key) === keyHash;
      const before = keyChanges.get(accountId);
      // A device that never met them takes what is shown to it, unless another key was compared.
      if (!known && before === null) return;
      if ((known && isKnown(known.identityKey)) || isFormer(accountId, isKnown)) return;
      if (before?.keyHash === keyHash) save({ ...before, state: 'accepted' });
      // One that was accepted before this one, and is not carried out yet, was given up there by now.
      else if (!before?.identityKey || before.state === 'accepted')
        save({
          accountId,
          keyHash,
          identityKey: null,
          shownAt: clock.now(),
          state: 'accepted',
          told: before?.told ?? false,
          lost: keyChanges.dropHeld(accountId) || (before?.lost ?? false),
        });
    },
    toAccept: (accountId, keyHash) => {
      if (isBlocked(accountId)) throw new CodedError('blocked');
      const row = keyChanges.get(accountId);
      if (!row?.identityKey) throw new CodedError('not_found');
      if (row.keyHash !== keyHash) throw new CodedError('keys_changed_again');
      return {
        identityKey: row.identityKey,
        envelopes: keyChanges.held(accountId),
        lost: row.lost,
      };
    },
    accepted: (accountId, changes, notice) => {
      remove(accountId);
      forgetTold(context, accountId);
      // A key that was replaced without a question is always told.
      if (notice === 'identity_corrected' || tells(accountId))
        addNotices(context, changes, notice, [accountId]);
      noteChat(accountId, changes);
    },
    committed: () => {
      for (const listener of listeners) listener();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reload: () => {
      seen = null;
    },
  };
};
