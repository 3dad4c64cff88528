import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Bytes } from './bytes.ts';

const cipher = 'aes-256-gcm';
/** 96 bits, as SP 800-38D recommends. */
export const nonceBytes = 12;
const tagBytes = 16;
/** How much longer sealed bytes are than their content. */
export const sealingBytes = nonceBytes + tagBytes;

const noData = new Uint8Array();

/**
 * AES-256-GCM (NIST SP 800-38D): nonce (12 bytes, which must be random and new each time), ciphertext, tag (16). `key` has 32
 * bytes; `data` is authenticated and not part of what is given. The length of the content shows: pad it before. Throws a
 * RangeError for a key or nonce of another length.
 */
export const seal = (
  key: Uint8Array,
  nonce: Uint8Array,
  content: Uint8Array,
  data: Uint8Array = noData,
): Bytes => {
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  sealing.setAAD(data);
  const sealed = [sealing.update(content), sealing.final(), sealing.getAuthTag()];
  return new Uint8Array(Buffer.concat([nonce, ...sealed]));
};

/** The reverse of `seal`; null for what was not sealed under this key with this data. */
export const open = (
  key: Uint8Array,
  sealed: Uint8Array,
  data: Uint8Array = noData,
): Bytes | null => {
  if (sealed.length < sealingBytes) return null;
  const nonce = sealed.subarray(0, nonceBytes);
  const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  opening.setAAD(data);
  opening.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const content = opening.update(sealed.subarray(nonceBytes, -tagBytes));
    return new Uint8Array(Buffer.concat([content, opening.final()]));
  } catch {
    return null;
  }
};
