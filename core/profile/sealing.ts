import { createHash, hkdfSync } from 'node:crypto';
import { aboutSchema, photoType, profileLimits } from '../../contract/privacy/profile.ts';
import { bytesToUtf8, utf8ToBytes } from '../../contract/utf8.ts';
import type { ProfileField } from '../../contract/wire/people.ts';
import { open, seal, sealingBytes } from '../crypto/aead.ts';
import type { Bytes } from '../crypto/bytes.ts';

const lengthBytes = 4;

/** What is sealed has one of these lengths, so that its size tells little. */
const sizes: Readonly<Record<ProfileField, readonly number[]>> = {
  about: [1_024],
  photo: [16_384, 32_768, profileLimits.maxPhotoBytes + lengthBytes],
};

/** HKDF (RFC 5869) with SHA-256 of one field's key; the account and the field are part of what it is for. */
const derive = (
  key: Uint8Array,
  purpose: string,
  accountId: string,
  field: string,
  length: number,
): Bytes =>
  new Uint8Array(
    hkdfSync('sha256', key, utf8ToBytes(accountId), `bisik-profile-v1 ${purpose} ${field}`, length),
  );

/** What a reader shows to the server for the field: 32 bytes. */
export const accessTokenOf = (key: Uint8Array, accountId: string, field: ProfileField): Bytes =>
  derive(key, 'access', accountId, field, 32);

/** SHA-256 of a token, as the server keeps it. */
export const tokenHashOf = (token: Uint8Array): Bytes =>
  new Uint8Array(createHash('sha256').update(token).digest());

/** Tells one key or token from another, without telling what it is: 16 hex digits. */
export const markOf = (secret: Uint8Array): string =>
  createHash('sha256').update('bisik-mark-v1').update(secret).digest('hex').slice(0, 16);

/** Seals the content of a field, padded, as `seal` does, under what is derived of its key. Throws a RangeError for what is too long. */
export const sealField = (
  key: Uint8Array,
  accountId: string,
  field: ProfileField,
  content: Uint8Array,
  nonce: Uint8Array,
): Bytes => {
  const length = sizes[field].find((size) => content.length + lengthBytes <= size);
  if (length === undefined) throw new RangeError(`${content.length} bytes are too many`);
  const padded = new Uint8Array(length);
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, lengthBytes);
  return seal(derive(key, 'content', accountId, field, 32), nonce, padded);
};

/** The reverse; null for anything that was not sealed so for this account and field. */
export const openField = (
  key: Uint8Array,
  accountId: string,
  field: ProfileField,
  sealed: Uint8Array,
): Bytes | null => {
  if (!sizes[field].includes(sealed.length - sealingBytes)) return null;
  const padded = open(derive(key, 'content', accountId, field, 32), sealed);
  if (!padded) return null;
  const length = new DataView(padded.buffer).getUint32(0);
  return length > padded.length - lengthBytes
    ? null
    : padded.slice(lengthBytes, lengthBytes + length);
};

/** The about that somebody sealed, when it is one that may be shown. */
export const toAbout = (content: Uint8Array): string | null => {
  try {
    return aboutSchema.safeParse(bytesToUtf8(content)).data ?? null;
  } catch {
    return null;
  }
};

/** The picture that somebody sealed, when it begins as one that may be shown. */
export const toPhoto = (content: Uint8Array): Uint8Array | null =>
  photoType(content) === null ? null : content;
