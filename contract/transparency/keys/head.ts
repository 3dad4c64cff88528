import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '../../utf8.ts';
import type { Hash } from '../hashing.ts';

/** The map at one entry of the log of keys. */
export interface MapHead {
  /** Milliseconds since 1970, by the server's clock; never before the head before it. */
  readonly time: number;
  readonly root: Hash;
}

/** The entry of the log for a head of the map. Throws a RangeError for a time that is none. */
export const headEntry = ({ time, root }: MapHead): Uint8Array<ArrayBuffer> => {
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError('not a time');
  const when = new Uint8Array(8);
  new DataView(when.buffer).setBigUint64(0, BigInt(time));
  return new Uint8Array(sha256(concatBytes(utf8ToBytes('bisik-key-head-v1\n'), when, root)));
};
