import { sha256 } from '@noble/hashes/sha2.js';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';

/** Bytes of a nonce. */
export const nonceLength = 32;

/**
 * The entry of the disclosure log that commits to an opening: SHA-256 of `bisik-disclosure-v1` ‖ nonce ‖ the opening’s canonical
 * JSON, 32 bytes. Throws a RangeError for a nonce that has not 32 bytes.
 */
export const disclosureEntry = (nonce: Uint8Array, opening: string): Uint8Array<ArrayBuffer> => {
  if (nonce.length !== nonceLength) throw new RangeError('a nonce has 32 bytes');
  const text = utf8ToBytes(opening);
  const bytes = new Uint8Array(nonceLength + text.length);
  bytes.set(nonce);
  bytes.set(text, nonceLength);
  return new Uint8Array(sha256(prefixedBytes('bisik-disclosure-v1', bytes)));
};
