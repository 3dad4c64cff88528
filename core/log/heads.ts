import {
  type Checkpoint,
  type LogName,
  logOrigin,
  parseCheckpoint,
  parseLogOrigin,
} from '../../contract/transparency/checkpoint.ts';
import {
  formatNote,
  isSignedBy,
  parseNote,
  signaturesBy,
} from '../../contract/transparency/note.ts';
import {
  createVerifierKey,
  signatureTypes,
  type VerifierKey,
} from '../../contract/transparency/verifier-key.ts';
import { verifySignature } from '../crypto/signing.ts';

/** A checkpoint that the log signed. */
export interface Head extends Checkpoint {
  readonly epoch: number;
  /** The whole note, with the cosignatures that came with it. */
  readonly note: string;
}

/** A log of one server: its name in origins and its key, the same in every epoch. */
export interface LogIdentity {
  readonly serverId: string;
  readonly log: LogName;
  readonly publicKey: Uint8Array;
}

/** The log's key as it signs an epoch. */
export const keyOf = ({ serverId, log, publicKey }: LogIdentity, epoch: number): VerifierKey =>
  createVerifierKey(logOrigin({ serverId, log, epoch }), signatureTypes.ed25519, publicKey);

/** Reads a note; null unless it is a checkpoint of this very log, under its signature. */
export const readHead = (note: string, log: LogIdentity): Head | null => {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpoint(parsed.text);
  const named = checkpoint && parseLogOrigin(checkpoint.origin);
  if (!parsed || !checkpoint || named?.serverId !== log.serverId) return null;
  if (named.log !== log.log) return null;
  if (!isSignedBy(parsed, keyOf(log, named.epoch), verifySignature)) return null;
  return { ...checkpoint, epoch: named.epoch, note };
};

/** Whether it says less than the other: an epoch before, or a smaller size of the same. */
export const isBehind = (head: Head, other: Head): boolean =>
  head.epoch < other.epoch || (head.epoch === other.epoch && head.size < other.size);

/** The note with the log's own signature alone, when it is longer than `maxLength` with all of them. */
export const shorten = (head: Head, log: LogIdentity, maxLength: number): string => {
  const parsed = parseNote(head.note);
  if (head.note.length <= maxLength || !parsed) return head.note;
  const signatures = signaturesBy(parsed, keyOf(log, head.epoch));
  return formatNote({ text: parsed.text, signatures });
};
