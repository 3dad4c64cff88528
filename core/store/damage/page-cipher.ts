import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { saltOf } from '../key.ts';

/** SQLCipher 4: each page ends in a 16-byte IV and an HMAC-SHA512 (SQLCipher design, "Page layout"). */
export const pageBytes = 4_096;
const ivBytes = 16;
const macBytes = 64;
/** Of each page, for IV and MAC. */
export const reservedBytes = ivBytes + macBytes;
/** What SQLite has of a page. */
export const usableBytes = pageBytes - reservedBytes;
const saltBytes = 16;

export interface PageCipher {
  /** True when the page is as it was written, with this key and at this place. `number` counts from 1. */
  isWhole(page: Uint8Array, number: number): boolean;
  /** The page as SQLite sees it, 4,096 bytes; null when it is not whole. */
  open(page: Uint8Array, number: number): Buffer | null;
}

/** Reads single pages of a database, without SQLite: for telling which are damaged and what the others hold. */
export const createPageCipher = (key: Uint8Array): PageCipher => {
  const macSalt = saltOf(key).map((byte) => byte ^ 0x3a);
  const macKey = pbkdf2Sync(key, macSalt, 2, 32, 'sha512');

  const start = (number: number): number => (number === 1 ? saltBytes : 0);
  const isWhole = (page: Uint8Array, number: number): boolean => {
    if (page.length !== pageBytes) return false;
    const place = Buffer.alloc(4);
    place.writeUInt32LE(number);
    const mac = createHmac('sha512', macKey)
      .update(page.subarray(start(number), pageBytes - macBytes))
      .update(place)
      .digest();
    return timingSafeEqual(mac, page.subarray(pageBytes - macBytes));
  };
  return {
    isWhole,
    open: (page, number) => {
      if (!isWhole(page, number)) return null;
      const iv = page.subarray(usableBytes, usableBytes + ivBytes);
      const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const plain = Buffer.alloc(pageBytes);
      decipher.update(page.subarray(start(number), usableBytes)).copy(plain, start(number));
      if (number === 1) plain.write('SQLite format 3\0', 0, 'latin1');
      return plain;
    },
  };
};
