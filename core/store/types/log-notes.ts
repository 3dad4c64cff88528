import type { LogName } from '../../../contract/transparency/checkpoint.ts';

export interface LogNote {
  readonly origin: string;
  readonly size: number;
  /** The signed note of a checkpoint, cosignatures included. */
  readonly note: string;
  readonly seenAt: number;
}

export interface LogAlarm {
  readonly kind: string;
  readonly foundAt: number;
  readonly byContact: boolean;
  /** What contradicts itself, as the file that a person can save. */
  readonly evidence: string;
}

/** What was seen of the server's logs; alarms are those of the disclosure log. Outlives the account: a log that was rewritten stays so. */
export interface LogNotesRepository {
  /** Of each epoch the newest checkpoint that held, oldest epoch seen first. */
  notes(): readonly LogNote[];
  keepNote(note: LogNote): void;
  /** Notes of these origins are kept no more. */
  forgetNotes(origins: readonly string[]): void;
  /** Oldest first. */
  alarms(): readonly LogAlarm[];
  addAlarm(alarm: LogAlarm): void;
  /** When this account was told a checkpoint of the log last; null for never. */
  toldAt(accountId: string, log: LogName): number | null;
  told(accountId: string, log: LogName, at: number): void;
  /** This contact's app brought a checkpoint that agrees. */
  agreed(accountId: string, log: LogName): void;
  agreedCount(log: LogName): number;
}
