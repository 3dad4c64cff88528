import { PublicKey } from '@signalapp/libsignal-client';
import type { ComparableKey } from '../../contract/ipc/encryption/chat.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { toBytes } from '../crypto/bytes.ts';
import { ownIdentityKey, toKeyHash } from '../crypto/key-hash.ts';
import { toCode } from './code.ts';
import { createSafetyNumbers, type SafetyNumber } from './safety-number.ts';

/** A contact's key with what is compared of it. */
export interface NumberedKey {
  readonly identityKey: Uint8Array;
  readonly keyHash: string;
  readonly number: SafetyNumber;
  readonly since: number;
}

/** What this account and its contacts compare. */
export interface OwnNumbers {
  /** The key in use; null where there is nothing to compare: no key of theirs, or no account here. */
  readonly inUse: (accountId: string) => NumberedKey | null;
  /** Another key that is shown and seen here, while nothing was decided about it. */
  readonly offered: (accountId: string) => NumberedKey | null;
}

/** Over the keys of the database. */
export const createOwnNumbers = (
  { store }: Pick<Context, 'store'>,
  account: Pick<Account, 'ready'>,
): OwnNumbers => {
  const numberOf = createSafetyNumbers();
  const numbered = (accountId: string, key: Uint8Array, since: number): NumberedKey | null => {
    const own = account.ready();
    const identityKey = ownIdentityKey(store.keys);
    if (!own || !identityKey) return null;
    const number = numberOf(
      { accountId: own.accountId, identityKey },
      { accountId, identityKey: PublicKey.deserialize(toBytes(key)) },
    );
    return { identityKey: key, keyHash: toKeyHash(key), number, since };
  };
  return {
    inUse: (accountId) => {
      const known = store.keys.peerIdentity(accountId);
      return known && numbered(accountId, known.identityKey, known.firstSeenAt);
    },
    offered: (accountId) => {
      const change = store.keyChanges.get(accountId);
      if (change?.state !== 'undecided' || !change.identityKey) return null;
      return numbered(accountId, change.identityKey, change.shownAt);
    },
  };
};

/** As the window shows it. */
export const toComparable = (key: NumberedKey | null): ComparableKey | null =>
  key && {
    keyHash: key.keyHash,
    safetyNumber: key.number.digits,
    scannable: toCode(key.number.scannable),
    since: key.since,
  };
