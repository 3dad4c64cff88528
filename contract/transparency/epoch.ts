import { sha256 } from '@noble/hashes/sha2.js';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { parseSize } from './checkpoint.ts';
import type { Hash } from './hashing.ts';
import { isKeyName } from './verifier-key.ts';

/** The log that a new epoch takes the place of, as far as its operator knows. The root is null where only the size was told. */
export interface EpochStart {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash | null;
}

/** Three lines: the old origin, its size, its root in base64 or `unknown`. */
export const formatEpochStart = ({ origin, size, root }: EpochStart): string =>
  `${origin}\n${size}\n${root === null ? 'unknown' : toBase64(root)}\n`;

/** Reads what `formatEpochStart` writes; null for anything else. */
export const parseEpochStart = (text: string): EpochStart | null => {
  const [origin = '', sizeText = '', rootText = '', end, more] = text.split('\n');
  const size = parseSize(sizeText);
  const root = rootText === 'unknown' ? null : fromBase64(rootText);
  if (!isKeyName(origin) || size === null || end !== '' || more !== undefined) return null;
  if (rootText !== 'unknown' && root?.length !== 32) return null;
  return { origin, size, root };
};

/** The first entry of every epoch but the first: SHA-256 of the start's text. */
export const epochEntry = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(sha256(prefixedBytes('bisik-epoch-v1', utf8ToBytes(text))));
