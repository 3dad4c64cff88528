import { randomBytes, randomFillSync } from 'node:crypto';
import { readUuid } from '../../contract/wire/uuid-bytes.ts';

/** Where the server takes unpredictable bytes from. */
export type RandomBytes = (count: number) => Uint8Array<ArrayBuffer>;

const pool = new Uint8Array(4_096);
let used = pool.length;

/** From the system’s generator, many at a time, as asking it costs far more than a few bytes; what was given is kept nowhere. */
export const systemRandom: RandomBytes = (count) => {
  if (count > 64) return new Uint8Array(randomBytes(count));
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const given = pool.slice(used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return given;
};

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
