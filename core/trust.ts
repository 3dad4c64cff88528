import type { Context } from './context.ts';
import { toKeyHash } from './crypto/key-hash.ts';
import { createMarks, type Marks } from './encryption/marks.ts';
import { createKeyLog, type KeyLog, type KeyLogOptions } from './key-log/key-log.ts';
import { type ChangedKeys, createChangedKeys } from './people/changed-keys.ts';
import type { PeopleRegisters } from './people/registers.ts';
import { isWithin } from './platform/noted-times.ts';

/** Which keys may be used: what the person compared and decided, and what the log of keys says. */
export interface Trust {
  /** Which keys the person compared. */
  readonly marks: Marks;
  /** Keys that are others than the known ones. */
  readonly changed: ChangedKeys;
  readonly keyLog: KeyLog;
  /** Whether a key of this SHA-256, in hex, may be the first of an account: not while the person has another one marked as compared. */
  readonly mayMeet: (accountId: string, keyHash: string) => boolean;
  /** Whether nothing may be encrypted for this account: its check failed or goes on, or the person has to decide about its key. */
  readonly isWithheld: (accountId: string) => boolean;
  /** The key in use of this account failed its check, or every key does. */
  readonly isFailed: (accountId: string) => boolean;
  /** The key in use of this account failed its check, and neither the log nor the person ever said that it is theirs. */
  readonly isMistaken: (accountId: string) => boolean;
}

/** A first key that failed is replaced without a question only so soon after it was taken. */
const mistakenMs = 86_400_000;

/** Over the database and the account's registers. */
export const createTrust = (
  context: Context,
  options: KeyLogOptions & {
    readonly registers: PeopleRegisters;
    readonly isBlocked: (accountId: string) => boolean;
    /** The person wants a line in the chat when somebody's keys change. */
    readonly tellsKeyChanges: () => boolean;
  },
): Trust => {
  const { store, clock } = context;
  const marks = createMarks(options.registers, store.keys);
  // Of whom numbers were compared it is told whatever was chosen, also where that was taken back since.
  const tells = (accountId: string): boolean =>
    options.tellsKeyChanges() || marks.wasCompared(accountId);
  const changed = createChangedKeys(context, options.isBlocked, tells);
  const keyLog = createKeyLog(context, options);
  return {
    marks,
    changed,
    keyLog,
    mayMeet: (accountId, keyHash) => (marks.keyHash(accountId) ?? keyHash) === keyHash,
    isWithheld: (accountId) => changed.isUndecided(accountId) || keyLog.isWithheld(accountId),
    isFailed: (accountId) => keyLog.failureInUse(accountId) !== null,
    isMistaken: (accountId) => {
      const row = store.keyEntries.get(accountId);
      const inUse = store.keys.peerIdentity(accountId);
      if (!row || !inUse || keyLog.failureInUse(accountId) !== 'entry') return false;
      const isMarked = marks.keyHash(accountId) === toKeyHash(inUse.identityKey);
      const isNew = isWithin(inUse.firstSeenAt, clock.now(), mistakenMs);
      // What was used while the log could not be read is somebody's key: a server could hide the log to have it replaced.
      const isUsed = store.keys.seenSessions(accountId).some(({ sent }) => sent !== null);
      return row.evidence === null && row.checkedAt === null && !isMarked && isNew && !isUsed;
    },
  };
};
