import { sha256 } from '@noble/hashes/sha2.js';
import { prefixedBytes } from '../utf8.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** Ed25519 over the text, or a timestamped cosignature/v1 (C2SP signed-note, "Signature types"). */
export const signatureTypes = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** Who signs notes: a name and an Ed25519 key, and the number that stands for both in a signature line. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  /** Ed25519 (RFC 8032), 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 4 bytes as hex. */
  readonly id: string;
}

/** No white space, no plus, nothing invisible; at most 256 characters. */
export const isKeyName = (name: string): boolean =>
  name.length > 0 && name.length <= 256 && !/[\s+\p{Cc}\p{Cf}\p{Z}]/u.test(name);

/** Bytes as lower-case hex. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * A key with its id, the first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian hex (C2SP signed-note, "Signatures").
 * Throws a RangeError for a name that cannot be one, or a key that is not 32 bytes.
 */
export const createVerifierKey = (
  name: string,
  type: SignatureType,
  publicKey: Uint8Array,
): VerifierKey => {
  if (!isKeyName(name)) throw new RangeError('not a key name');
  if (publicKey.length !== 32) throw new RangeError('not an Ed25519 key');
  const digest = sha256(prefixedBytes(`${name}\n`, Uint8Array.of(type, ...publicKey)));
  return { name, type, publicKey, id: toHex(digest.subarray(0, 4)) };
};

/** `name+id+base64(type ‖ key)`, as note tools write it (C2SP signed-note, "Verifier keys"). */
export const formatVerifierKey = ({ name, id, type, publicKey }: VerifierKey): string =>
  `${name}+${id}+${toBase64(Uint8Array.of(type, ...publicKey))}`;

/** Reads what `formatVerifierKey` writes; null for anything else, such as an id that is not the key's or an unknown type. */
export const parseVerifierKey = (text: string): VerifierKey | null => {
  if (text.length > 512) return null;
  const [, name = '', id = '', encoded = ''] =
    /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  const type = Object.values(signatureTypes).find((known) => known === bytes?.[0]);
  if (!isKeyName(name) || bytes?.length !== 33 || type === undefined) return null;
  const key = createVerifierKey(name, type, bytes.subarray(1));
  return key.id === id ? key : null;
};
