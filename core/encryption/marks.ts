import { keyHashSchema } from '../../contract/ipc/encryption/key-hash.ts';
import { type ComparisonEnd, comparisonEnds } from '../../contract/settings/registers/rules.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import type { PeopleRegisters, RegisterAuthor } from '../people/registers.ts';
import type { KeysRepository } from '../store/types/keys.ts';

const prefix = 'verified:';
const toKey = (accountId: string): string => `${prefix}${accountId}`;
const differsPrefix = 'differs:';
const toDiffersKey = (accountId: string): string => `${differsPrefix}${accountId}`;

/** Which identity keys the person compared: a mark each, bound to the hash of the very key, the same on all devices of the account. */
export interface Marks {
  /** Of the key that was compared, in hex; null where none was, where devices say different things, or where the numbers of that key differed since. */
  readonly keyHash: (accountId: string) => string | null;
  /** Who set the mark that stands, and when by that device's clock. */
  readonly author: (accountId: string) => RegisterAuthor | null;
  /** Whether a key of theirs was ever compared, however long ago that ended. */
  readonly wasCompared: (accountId: string) => boolean;
  /** What was compared and what ended it, newest first, as far as that is kept. */
  readonly history: (accountId: string) => readonly Comparison[];
  /** Of which key the person said that the numbers were not the same, who and when; null where that is over, or never was. */
  readonly differing: (accountId: string) => Difference | null;
  /** The numbers of this key were not the same. Inside a transaction. Throws `quota_full` as `set` does. */
  readonly setDiffering: (accountId: string, keyHash: string) => void;
  /** The person says that that was a mistake; inside a transaction. */
  readonly removeDiffering: (accountId: string) => void;
  /** They were the same, whatever was said before. Inside a transaction. Throws `quota_full` when no more marks can be kept. */
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

/** The numbers of a key were not the same. */
export interface Difference extends RegisterAuthor {
  /** In hex. */
  readonly keyHash: string;
}

/** Whose marks are among these registers' keys. */
export const markedIn = (keys: readonly string[]): readonly string[] => [
  ...new Set(
    [prefix, differsPrefix].flatMap((of) =>
      keys.filter((key) => key.startsWith(of)).map((key) => key.slice(of.length)),
    ),
  ),
];

/** Marks over the account's registers. */
export const createMarks = (
  registers: Pick<PeopleRegisters, 'value' | 'written' | 'set' | 'setAll' | 'keys' | 'author'>,
  keys: Pick<KeysRepository, 'formerIdentities'>,
): Marks => {
  const parse = (value: unknown): string | null => keyHashSchema.safeParse(value).data ?? null;
  const marked = (accountId: string): string | null => parse(registers.value(toKey(accountId)));
  const differing = (accountId: string): string | null =>
    parse(registers.value(toDiffersKey(accountId)));
  const removeDiffering = (accountId: string): void => {
    if (differing(accountId) !== null) registers.set(toDiffersKey(accountId), null);
  };
  const end = (accountId: string, ended: ComparisonEnd): void => {
    // Also where devices disagree, which counts as none already: that is over then.
    if (registers.value(toKey(accountId)) !== undefined) registers.set(toKey(accountId), ended);
  };
  return {
    keyHash: (accountId) => {
      const keyHash = marked(accountId);
      return keyHash === differing(accountId) ? null : keyHash;
    },
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
    differing: (accountId) => {
      const [keyHash, author] = [differing(accountId), registers.author(toDiffersKey(accountId))];
      return keyHash === null || author === null ? null : { ...author, keyHash };
    },
    setDiffering: (accountId, hash) => registers.set(toDiffersKey(accountId), hash),
    removeDiffering,
    set: (accountId, hash) => {
      removeDiffering(accountId);
      registers.set(toKey(accountId), hash);
    },
    remove: (accountId) => end(accountId, 'undone'),
    accepting: (accountId, accepted) => {
      const before = marked(accountId);
      if (before === null) return;
      // Another device may have accepted and compared this very key already. One that was given up once, and comes back, begins anew.
      const isOfThis = before === accepted;
      const wasGivenUp = keys
        .formerIdentities(accountId)
        .some((former) => toKeyHash(former.identityKey) === before);
      if (!isOfThis || wasGivenUp) end(accountId, 'their_keys');
    },
    removeAll: () =>
      registers.setAll(
        [
          { of: prefix, value: 'own_keys' satisfies ComparisonEnd },
          { of: differsPrefix, value: null },
        ].flatMap(({ of, value }) =>
          registers
            .keys(of)
            .filter((key) => registers.value(key) !== null)
            .map((key) => ({ key, value })),
        ),
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
