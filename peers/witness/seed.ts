import { randomBytes } from 'node:crypto';
import { readText, writeDurably } from '../shared/durable-file.ts';

/** The 32 secret bytes of a file, made there once. Throws for a file that holds none. */
export const openSeed = (file: string): Uint8Array => {
  if (readText(file) === null) writeDurably(file, `${randomBytes(32).toString('base64')}\n`);
  const seed = Buffer.from((readText(file) ?? '').trim(), 'base64');
  if (seed.length !== 32) throw new Error('witness.key holds no key');
  return seed;
};
