import { createHash } from 'node:crypto';

/**
 * The database's salt (16 bytes), made from its key. SQLCipher writes it as the first bytes of the file, so that with the key at
 * hand a file that begins otherwise is known to belong to another key or to be damaged; without the key it looks random.
 */
export const saltOf = (key: Uint8Array): Uint8Array =>
  createHash('sha256').update('bisik-database-salt-v1').update(key).digest().subarray(0, 16);

/** `PRAGMA key` for a raw key and salt, without key derivation. `key` is 32 bytes; throws RangeError otherwise. */
export const pragmaKey = (key: Uint8Array): string => {
  if (key.length !== 32) throw new RangeError('a database key is 32 bytes');
  const hex = Buffer.from(key).toString('hex') + Buffer.from(saltOf(key)).toString('hex');
  return `PRAGMA key = "x'${hex}'"`;
};
