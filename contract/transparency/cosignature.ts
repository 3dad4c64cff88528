import { utf8ToBytes } from '../utf8.ts';
import { type Note, type NoteSignature, signaturesBy, type VerifyEd25519 } from './note.ts';
import type { VerifierKey } from './verifier-key.ts';

/** What a cosigner signs: that it saw the checkpoint at `seconds` after 1970, and nothing that contradicts it (C2SP tlog-cosignature, "Format"). */
export const cosignatureMessage = (text: string, seconds: number): Uint8Array<ArrayBuffer> =>
  utf8ToBytes(`cosignature/v1\ntime ${seconds}\n${text}`);

/** The signature line's bytes behind the key id: the time as a big-endian u64, then Ed25519. Seconds are whole. */
export const encodeCosignature = (
  key: VerifierKey,
  seconds: number,
  signature: Uint8Array,
): NoteSignature => {
  const bytes = new Uint8Array(8 + signature.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds));
  bytes.set(signature, 8);
  return { name: key.name, keyId: key.id, signature: bytes };
};

/**
 * When this witness cosigned the note, in seconds after 1970; null when it did not, or when a line that claims so does not
 * hold. Of several the newest counts. The key is of type cosignature.
 */
export const cosignedAt = (note: Note, key: VerifierKey, verify: VerifyEd25519): number | null => {
  let newest: number | null = null;
  for (const { signature } of signaturesBy(note, key)) {
    if (signature.length !== 72) return null;
    const view = new DataView(signature.buffer, signature.byteOffset, signature.byteLength);
    const seconds = Number(view.getBigUint64(0));
    if (!Number.isSafeInteger(seconds) || seconds === 0) return null;
    const message = cosignatureMessage(note.text, seconds);
    if (!verify(key.publicKey, message, signature.subarray(8))) return null;
    newest = Math.max(newest ?? 0, seconds);
  }
  return newest;
};
