import { keyHashSchema } from '../../contract/ipc/encryption.ts';
import { type ComparisonEnd, comparisonEnds } from '../../contract/settings/registers/rules.ts';
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
  /** Whether a key of theirs was ever compared, however long ago that ended. */
  readonly wasCompared: (accountId: string) => boolean;
  /** What was compared and what ended it, newest first, as far as that is kept. */
  readonly history: (accountId: string) => readonly Comparison[];
  /** Inside a transaction. Throws `quota_full` when no more marks can be kept. */
  readonly set: (accountId: string, keyHash: string) => void;
  /** The person takes it back; inside a transaction. */
  readonly remove: (accountId: string) => void;
  /** The person takes another key for the account's; inside that transaction. A mark of before counts no more, even if that key comes back. */
  readonly accepting: (accountId: string, keyHash: string) => void;
  /** The account has other keys itself: what was compared covered the former ones. Inside that transaction. */
  readonly removeAll: () => void;
}

/** A key was compared (`keyHash` in hex), or that counted no more from then on (null). */
export interface Comparison extends RegisterAuthor {
  readonly keyHash: string | null;
  /** Why it ended; null of a comparison. */
  readonly ended: ComparisonEnd | null;
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
  const end = (accountId: string, ended: ComparisonEnd): void => {
    // Also where devices disagree, which counts as none already: that is over then.
    if (registers.value(toKey(accountId)) !== undefined) registers.set(toKey(accountId), ended);
  };
  return {
    keyHash,
    author: (accountId) => registers.author(toKey(accountId)),
    // The first write of each is a comparison; of the later ones only some are kept.
    wasCompared: (accountId) => registers.author(toKey(accountId)) !== null,
    history: (accountId) =>
      registers.written(toKey(accountId)).map(({ value, ...author }) => {
        const compared = parse(value);
        // Before it was kept why, null was written.
        const ended = comparisonEnds.find((one) => one === value) ?? 'undone';
        return { ...author, keyHash: compared, ended: compared === null ? ended : null };
      }),
    set: (accountId, hash) => registers.set(toKey(accountId), hash),
    remove: (accountId) => end(accountId, 'undone'),
    accepting: (accountId, accepted) => {
      const marked = keyHash(accountId);
      if (marked === null) return;
      // Another device may have accepted and compared this very key already. One that was given up once, and comes back, begins anew.
      const isOfThis = marked === accepted;
      const wasGivenUp = keys
        .formerIdentities(accountId)
        .some((former) => toKeyHash(former.identityKey) === marked);
      if (!isOfThis || wasGivenUp) end(accountId, 'their_keys');
    },
    removeAll: () =>
      registers.setAll(
        registers
          .keys(prefix)
          .filter((key) => registers.value(key) !== null)
          .map((key) => ({ key, value: 'own_keys' satisfies ComparisonEnd })),
      ),
  };
};

/** Whose keys are others since a comparison that counts no more; null where none was made with keys that there were. */
export const comparedBefore = (
  marks: Pick<Marks, 'keyHash' | 'history'>,
  keys: Pick<KeysRepository, 'formerIdentities'>,
  accountId: string,
): 'theirs' | 'own' | null => {
  // A mark that stands and is not of the key in use: of one that was taken on another device, and not seen here.
  if (marks.keyHash(accountId) !== null) return 'theirs';
  const history = marks.history(accountId);
  const ended = history[0]?.ended;
  if (ended === 'own_keys') return 'own';
  if (ended === 'their_keys') return 'theirs';
  const compared = new Set(history.map(({ keyHash }) => keyHash));
  const isFormer = keys
    .formerIdentities(accountId)
    .some(({ identityKey }) => compared.has(toKeyHash(identityKey)));
  return isFormer ? 'theirs' : null;
};
