import { sha256 } from '@noble/hashes/sha2.js';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { parseCheckpoint, parseSize } from './checkpoint.ts';
import { type Hash, sameHash } from './hashing.ts';
import { maxNoteLength, parseNote } from './note.ts';
import { isKeyName } from './verifier-key.ts';

/** The log that a new epoch takes the place of, as far as its operator knows. */
export interface EpochStart {
  readonly origin: string;
  readonly size: number;
  /** Null where only the size was told. */
  readonly root: Hash | null;
  /** The signed note of that checkpoint with cosignatures of witnesses; null where the operator has none. */
  readonly note: string | null;
}

/** Three lines and a note fit. */
export const maxEpochStartLength = maxNoteLength + 512;

/** Three lines: the old origin, its size, its root in base64 or `unknown`. The note, if any, after an empty line. */
export const formatEpochStart = ({ origin, size, root, note }: EpochStart): string =>
  `${origin}\n${size}\n${root === null ? 'unknown' : toBase64(root)}\n${note === null ? '' : `\n${note}`}`;

/** Reads what `formatEpochStart` writes; null for anything else, such as a note of another checkpoint. Nothing is verified. */
export const parseEpochStart = (text: string): EpochStart | null => {
  const [, origin = '', sizeText = '', rootText = '', end = ''] =
    /^([^\n]+)\n(\d+)\n([^\n]+)\n(.*)$/s.exec(text) ?? [];
  const size = parseSize(sizeText);
  const root = rootText === 'unknown' ? null : fromBase64(rootText);
  if (!isKeyName(origin) || size === null) return null;
  if (rootText !== 'unknown' && root?.length !== 32) return null;
  if (end === '') return { origin, size, root, note: null };
  const note = end.startsWith('\n') ? end.slice(1) : '';
  const noted = parseCheckpoint(parseNote(note)?.text ?? '');
  const same = noted?.origin === origin && noted.size === size;
  return same && root && sameHash(noted.root, root) ? { origin, size, root, note } : null;
};

/** The first entry of every epoch but the first: SHA-256 of the start's text. */
export const epochEntry = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(sha256(prefixedBytes('bisik-epoch-v1', utf8ToBytes(text))));
