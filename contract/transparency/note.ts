import { utf8ToBytes } from '../utf8.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { isKeyName, toHex, type VerifierKey } from './verifier-key.ts';

/** No note that Bisik reads is longer; 16 signatures and a checkpoint are 3 KiB. */
export const maxNoteLength = 8_192;
/** A note with more signature lines is not read. */
const maxNoteSignatures = 16;

/** One signature line: the name, the key's id as 8 hex digits, and the bytes behind it. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A signed note (C2SP signed-note, "Format"). */
export interface Note {
  /** Ends with a newline; the signatures cover its UTF-8. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Checks an Ed25519 signature (RFC 8032); handed in, as every environment has its own. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

const lineShape = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/;

/** Reads one signature line without its newline; null for anything else. */
export const parseSignatureLine = (line: string): NoteSignature | null => {
  const [, name = '', encoded = ''] = lineShape.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === null || bytes.length < 5) return null;
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
};

/** A signature line without its newline. */
export const formatSignatureLine = ({ name, keyId, signature }: NoteSignature): string => {
  const id = [0, 2, 4, 6].map((at) => Number.parseInt(keyId.slice(at, at + 2), 16));
  return `— ${name} ${toBase64(Uint8Array.of(...id, ...signature))}`;
};

/** A note as it is written: text, an empty line, its signatures. */
export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map((signature) => `${formatSignatureLine(signature)}\n`).join('')}`;

const isPlain = (text: string): boolean => {
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if ((code < 0x20 && letter !== '\n') || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
};

/**
 * Reads a note: 1 to 16 signatures, 8 KiB at most, no control characters but newlines. Null for anything else. Nothing is
 * verified.
 */
export const parseNote = (note: string): Note | null => {
  if (note.length > maxNoteLength || !note.endsWith('\n') || !isPlain(note)) return null;
  const split = note.lastIndexOf('\n\n');
  if (split < 1) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > maxNoteSignatures) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === null) return null;
    signatures.push(signature);
  }
  return { text: note.slice(0, split + 1), signatures };
};

/** The signatures that claim to be of this key; name and id must both be its own. */
export const signaturesBy = ({ signatures }: Note, key: VerifierKey): readonly NoteSignature[] =>
  signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id);

/** Whether `key`, of type Ed25519, signed the note; every line that claims so must hold. */
export const isSignedBy = (note: Note, key: VerifierKey, verify: VerifyEd25519): boolean => {
  const own = signaturesBy(note, key);
  const message = utf8ToBytes(note.text);
  return (
    own.length > 0 &&
    own.every(
      ({ signature }) => signature.length === 64 && verify(key.publicKey, message, signature),
    )
  );
};
