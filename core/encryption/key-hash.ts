import { createHash } from 'node:crypto';

/** The hex form of a SHA-256 that stands in base64. */
export const toHex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

/** The same the other way. */
export const fromHex = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** SHA-256 of a serialised identity key, in hex: what a verification mark is bound to. */
export const toKeyHash = (identityKey: Uint8Array): string =>
  createHash('sha256').update(identityKey).digest('hex');
