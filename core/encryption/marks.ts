import { keyHashSchema } from '../../contract/ipc/encryption.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import type { PeopleRegisters, RegisterAuthor } from '../people/registers.ts';
import type { KeysRepository } from '../store/types/keys.ts';

const prefix = 'verified:';
const toKey = (accountId: string): string => `${prefix}${accountId}`;

/** Which identity keys the person compared: a mark each, bound to the hash of the very key, the same on all devices of the account. */
export interface Marks {
  /** Of the key that was compared, in hex; null where none was, or where devices say different things. */
  readonly keyHash: (accountId: string) => string | null;
  /** Who set the mark that stands, and when by that device's clock. */
  readonly author: (accountId: string) => RegisterAuthor | null;
  /** Of keys that were compared once, in hex, as far as that is kept. */
  readonly everCompared: (accountId: string) => ReadonlySet<string>;
  /** Inside a transaction. Throws `quota_full` when no more marks can be kept. */
  readonly set: (accountId: string, keyHash: string) => void;
  /** Inside a transaction. */
  readonly remove: (accountId: string) => void;
  /** The person takes another key for the account's; inside that transaction. A mark of before counts no more, even if that key comes back. */
  readonly accepting: (accountId: string, keyHash: string) => void;
  /** The account has other keys itself: what was compared covered the former ones. Inside that transaction. */
  readonly removeAll: () => void;
}

/** Whose marks are among these registers' keys. */
export const markedIn = (keys: readonly string[]): readonly string[] =>
  keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));

/** Marks over the account's registers. */
export const createMarks = (
  registers: Pick<PeopleRegisters, 'value' | 'written' | 'set' | 'setAll' | 'keys' | 'author'>,
  keys: Pick<KeysRepository, 'formerIdentities'>,
): Marks => {
  const parse = (value: unknown): string | null => keyHashSchema.safeParse(value).data ?? null;
  const keyHash = (accountId: string): string | null => parse(registers.value(toKey(accountId)));
  const remove = (accountId: string): void => {
    // Also where devices disagree, which counts as none already: that is over then.
    if (registers.value(toKey(accountId)) !== undefined) registers.set(toKey(accountId), null);
  };
  return {
    keyHash,
    author: (accountId) => registers.author(toKey(accountId)),
    everCompared: (accountId) =>
      new Set(registers.written(toKey(accountId)).flatMap((value) => parse(value) ?? [])),
    set: (accountId, hash) => registers.set(toKey(accountId), hash),
    remove,
    accepting: (accountId, accepted) => {
      const marked = keyHash(accountId);
      if (marked === null) return;
      // Another device may have accepted and compared this very key already. One that was given up once, and comes back, begins anew.
      const isOfThis = marked === accepted;
      const wasGivenUp = keys
        .formerIdentities(accountId)
        .some((former) => toKeyHash(former.identityKey) === marked);
      if (!isOfThis || wasGivenUp) remove(accountId);
    },
    removeAll: () =>
      registers.setAll(
        registers
          .keys(prefix)
          .filter((key) => registers.value(key) !== null)
          .map((key) => ({ key, value: null })),
      ),
  };
};
