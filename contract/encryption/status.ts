/** What a chat's encryption can be said to be. Where several hold, the first of this order is shown. */
export const encryptionStates = [
  'check_failed',
  'key_changed',
  'numbers_differ',
  'check_unavailable',
  'verified',
  'not_verified',
] as const;
export type EncryptionState = (typeof encryptionStates)[number];

/** What a chat's state follows from, and nothing else. Key hashes are the SHA-256 of a serialised identity key, in hex. */
export interface EncryptionFacts {
  /** Of the key that is in use; null before any was seen. */
  readonly keyHash: string | null;
  /** The server shows another key, and the person has not decided about it. */
  readonly isOtherShown: boolean;
  /** Of the key that was compared; null where none was, or where devices of the account say different things. */
  readonly verifiedKeyHash: string | null;
  /** Of the key of which the person said that the numbers were not the same; null where none was. It outweighs what was compared before. */
  readonly differingKeyHash: string | null;
  /** What the key log said of the key when it was last asked, which is good for three days where it agreed; null where there was nothing to ask it about. */
  readonly log: LogVerdict | null;
}

/** What the key log says of a key. */
export type LogVerdict = 'agrees' | 'unavailable' | 'contradicts';

/**
 * Why nothing goes to somebody, whatever is written to them. `checking`: the log of keys said something else than it should, which may yet be
 * made good; it is settled within two minutes. The others have failed: `entry`, what the log says of the contact; `label`, the number or username by which
 * they were found, which leads to somebody else; `own_entry`, what it says in this account's own name, which counts for every chat; `log`, the log
 * as a whole.
 */
export const withheldReasons = ['checking', 'entry', 'label', 'own_entry', 'log'] as const;
export type Withheld = (typeof withheldReasons)[number];

/** What a check of keys failed by: all that is withheld for, but a doubt. */
export type CheckFailure = Exclude<Withheld, 'checking'>;

/** The failures that count for every chat, not for one. */
export const failuresOfAll = ['own_entry', 'log'] as const satisfies readonly CheckFailure[];
export type FailureOfAll = (typeof failuresOfAll)[number];

/** Whether what is withheld is withheld from everybody; null is from nobody. */
export const isOfAll = (withheld: Withheld | null): withheld is FailureOfAll =>
  failuresOfAll.some((one) => one === withheld);

/**
 * What a check that is unavailable could not look at: `log`, the log of keys, which could not be read, or was not for too long; `label`, whether the number or username by which a
 * contact was found leads to them, which could not be told from it; `own_entry`, the account's own entry, by which somebody else may stand in its name for
 * everybody.
 */
export const uncheckedParts = ['log', 'label', 'own_entry'] as const;
export type Unchecked = (typeof uncheckedParts)[number];

/** The failure among what is withheld for; null where nothing failed. */
export const toCheckFailure = (withheld: Withheld | null): CheckFailure | null =>
  withheld === 'checking' ? null : withheld;

/** What is shown of a chat's encryption. */
export interface EncryptionStatus {
  readonly state: EncryptionState;
  /** The key in use is the one that was compared; also where the state is another. */
  readonly isVerified: boolean;
}

/** Whether the key in use is the one that was compared. */
export const isComparedKey = ({
  keyHash,
  verifiedKeyHash,
}: Pick<EncryptionFacts, 'keyHash' | 'verifiedKeyHash'>): boolean =>
  keyHash !== null && keyHash === verifiedKeyHash;

/** The state that follows from the facts. Never throws; `verified` holds for the compared key alone. */
export const toEncryptionStatus = (facts: EncryptionFacts): EncryptionStatus => {
  const { keyHash } = facts;
  const isDiffering = keyHash !== null && keyHash === facts.differingKeyHash;
  const isVerified = isComparedKey(facts) && !isDiffering;
  const holds: Readonly<Record<EncryptionState, boolean>> = {
    check_failed: facts.log === 'contradicts',
    key_changed: facts.isOtherShown,
    numbers_differ: isDiffering,
    check_unavailable: facts.log === 'unavailable',
    verified: isVerified,
    not_verified: true,
  };
  return { state: encryptionStates.find((state) => holds[state]) ?? 'not_verified', isVerified };
};
