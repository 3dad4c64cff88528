import { randomBytes } from 'node:crypto';
import { readUuid } from '../../contract/wire/uuid-bytes.ts';

/** Where the server takes unpredictable bytes from. */
export type RandomBytes = (count: number) => Uint8Array<ArrayBuffer>;

export const systemRandom: RandomBytes = (count) => new Uint8Array(randomBytes(count));

/** A random UUID (RFC 9562 section 5.4). */
export const randomUuid = (random: RandomBytes): string => {
  const bytes = random(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return readUuid(bytes, 0);
};

/** A uniform number from 0 to `below` - 1; draws again where a remainder would favour some. */
export const randomBelow = (random: RandomBytes, below: number): number => {
  const limit = Math.floor(0x1_0000_0000 / below) * below;
  for (;;) {
    const value = Buffer.from(random(4)).readUInt32BE();
    if (value < limit) return value % below;
  }
};

/** 32 random bytes as base64url: what a device shows to prove who it is. */
export const randomToken = (random: RandomBytes): string =>
  Buffer.from(random(32)).toString('base64url');
