import type { Content } from '../../contract/content/schema.ts';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import type { Brought, Carrying } from './carrying.ts';

/** Checkpoints of the server's logs, as contents take them along. */
export type Carried = Pick<Extract<Content, { kind: 'receipt' }>, 'checkpoint' | 'keyCheckpoint'>;

/** What was brought, of which log. */
export interface BroughtOf extends Brought {
  readonly log: LogName;
}

/** Checkpoints of both logs, on their way between people and between the devices of one. */
export interface CarriedNotes {
  /** For a receipt to this account; of nothing at most times. */
  readonly withReceipt: (accountId: string) => Carried;
  /** For a text to this account. */
  readonly withText: (accountId: string) => Carried;
  /** For a word to the account's other devices. */
  readonly withWord: (accountId: string) => Carried;
  /** The account is given these. Inside a transaction. */
  readonly told: (accountId: string, carried: Carried) => void;
  /** These were brought; true when `onHeard` is to be called after the commit. Inside a transaction. */
  readonly heard: (brought: readonly BroughtOf[]) => boolean;
}

const fields = [
  ['disclosures', 'checkpoint'],
  ['keys', 'keyCheckpoint'],
] as const;

/** Over what carries each. */
export const createCarriedNotes = (
  carryings: Readonly<Record<LogName, () => Pick<Carrying, 'noteFor' | 'told' | 'heard'>>>,
): CarriedNotes => {
  const carry = (accountId: string, logs: readonly LogName[], isWriting = false): Carried => {
    const carried: Carried = {};
    for (const [log, field] of fields) {
      const note = logs.includes(log) ? carryings[log]().noteFor(accountId, isWriting) : null;
      if (note !== null) carried[field] = note;
    }
    return carried;
  };
  return {
    withReceipt: (accountId) => carry(accountId, ['disclosures', 'keys']),
    withText: (accountId) => carry(accountId, ['keys'], true),
    withWord: (accountId) => carry(accountId, ['keys']),
    told: (accountId, carried) => {
      for (const [log, field] of fields)
        if (carried[field] !== undefined) carryings[log]().told(accountId);
    },
    heard: (brought) => {
      let isNew = false;
      for (const [log] of fields) {
        const ofLog = brought.filter((one) => one.log === log);
        if (ofLog.length > 0) isNew = carryings[log]().heard(ofLog) || isNew;
      }
      return isNew;
    },
  };
};
