import { CodedError } from '../../contract/errors/coded-error.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import { nonceBytes, open, seal } from '../crypto/aead.ts';
import type { Random } from '../platform/types.ts';

/** One chunk's place in a transfer. */
export interface ChunkPlace {
  readonly transferId: string;
  readonly index: number;
  readonly isLast: boolean;
}

const boundTo = ({ transferId, index, isLast }: ChunkPlace): Uint8Array =>
  utf8ToBytes(JSON.stringify(['bisik-history-v1', transferId, index, isLast]));

/**
 * One byte that says whether it is the last, then what `seal` gives under the transfer's key (32 bytes) with a random nonce.
 * Transfer, index and whether it is the last are authenticated: chunks cannot be exchanged, mixed or cut off. The nonce is not the
 * index, since a chunk that is made again after a crash may hold newer states.
 */
export const sealChunk = (
  key: Uint8Array,
  place: ChunkPlace,
  content: Uint8Array,
  random: Random,
): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(place.isLast ? 1 : 0),
    seal(key, random.bytes(nonceBytes), content, boundTo(place)),
  ]);

/** The reverse. Throws `proof_invalid` for what was not sealed for this place. */
export const openChunk = (
  key: Uint8Array,
  place: Pick<ChunkPlace, 'transferId' | 'index'>,
  sealed: Uint8Array,
): { readonly isLast: boolean; readonly content: Uint8Array } => {
  const [flag] = sealed;
  if (flag !== 0 && flag !== 1) throw new CodedError('proof_invalid');
  const isLast = flag === 1;
  const content = open(key, sealed.subarray(1), boundTo({ ...place, isLast }));
  if (!content) throw new CodedError('proof_invalid');
  return { isLast, content };
};
