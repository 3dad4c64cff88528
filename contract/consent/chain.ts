import type { ConsentRecord } from './record.ts';

/** A record of a receipt, read. */
export interface Read {
  /** SHA-256 of its bytes, 64 hex digits. */
  readonly hash: string;
  readonly record: ConsentRecord;
}

const placeKey = ({ deviceId }: ConsentRecord, sequence: number): string =>
  `${deviceId} ${sequence}`;

/**
 * Gives a function that takes the records of a receipt one after the other and says what is wrong with where one stands: it does not follow on
 * an earlier one of its device, or it is a twin of one and does not say so. A file may have a hundred thousand: none is compared with all
 * before it.
 */
export const createChain = () => {
  const hashes = new Set<string>();
  /** The hashes of each device and sequence. */
  const places = new Map<string, Set<string>>();
  return ({ record, hash }: Read, forked: boolean): 'chain_broken' | 'fork_hidden' | null => {
    const { sequence, previous } = record;
    const follows =
      sequence === 1
        ? previous === null
        : previous !== null && places.get(placeKey(record, sequence - 1))?.has(previous) === true;
    if (!follows || hashes.has(hash)) return 'chain_broken';
    hashes.add(hash);
    const place = placeKey(record, sequence);
    const twins = places.get(place);
    if (twins === undefined) places.set(place, new Set([hash]));
    else if (!forked) return 'fork_hidden';
    else twins.add(hash);
    return null;
  };
};
