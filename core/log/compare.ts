import { type Hash, leafHash, sameHash } from '../../contract/transparency/hashing.ts';
import { verifyConsistency, verifyInclusion } from '../../contract/transparency/proofs.ts';
import { consistencyProof, inclusionProof } from '../../contract/transparency/tile-proofs.ts';
import type { Head } from './heads.ts';
import type { LogReader } from './reader.ts';

/** Looks a second time, at what the server gives anew, before anything is held against it. Null where neither gave anything. */
const twice = async <T>(reader: LogReader, look: () => Promise<T | null>): Promise<T | null> => {
  const first = await look();
  if (first !== null) return first;
  reader.forget();
  return look();
};

/** What an epoch's log was at one size. */
export type EpochTreeHead = Pick<Head, 'epoch' | 'size' | 'root'>;

export type Contradiction = 'two_roots' | 'not_consistent';

/**
 * What two checkpoints of one epoch make of each other: null when the greater continues the smaller, by a proof from the log's
 * tiles. Rejects as the reader does: what cannot be had proves nothing.
 */
export const contradictionOf = async (
  one: Head,
  other: Head,
  reader: LogReader,
): Promise<Contradiction | null> => {
  const [older, newer] = one.size <= other.size ? [one, other] : [other, one];
  if (older.size === newer.size) return sameHash(older.root, newer.root) ? null : 'two_roots';
  const proved = await twice(reader, async () => {
    const proof = await consistencyProof(older.size, newer.size, reader.tiles(newer.epoch));
    return verifyConsistency(older, newer, proof) ? proof : null;
  });
  return proved ? null : 'not_consistent';
};

/** The proof that the log under this head has the entry at this place; null where it does not. Rejects as the reader does. */
export const inclusionUnder = (
  head: EpochTreeHead,
  index: number,
  entry: Uint8Array,
  reader: LogReader,
): Promise<readonly Hash[] | null> => {
  const leaf = leafHash(entry);
  return twice(reader, async () => {
    const proof = await inclusionProof(index, head.size, reader.tiles(head.epoch));
    return verifyInclusion(leaf, index, head.size, head.root, proof) ? proof : null;
  });
};

/** Whether it has it; else as `inclusionUnder`. */
export const includes = async (...asked: Parameters<typeof inclusionUnder>): Promise<boolean> =>
  (await inclusionUnder(...asked)) !== null;
