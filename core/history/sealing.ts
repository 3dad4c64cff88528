import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import type { Random } from '../platform/types.ts';

const nonceBytes = 12;
const tagBytes = 16;
const cipher = 'aes-256-gcm';

/** One chunk's place in a transfer. */
export interface ChunkPlace {
  readonly transferId: string;
  readonly index: number;
  readonly isLast: boolean;
}

const boundTo = ({ transferId, index, isLast }: ChunkPlace): Uint8Array =>
  utf8ToBytes(JSON.stringify(['bisik-history-v1', transferId, index, isLast]));

/**
 * One byte that says whether it is the last, a random nonce of 12 bytes, AES-256-GCM (NIST SP 800-38D) under the transfer's key, tag.
 * Transfer, index and whether it is the last are authenticated: chunks cannot be exchanged, mixed or cut off. The nonce is not the
 * index, since a chunk that is made again after a crash may hold newer states.
 */
export const sealChunk = (
  key: Uint8Array,
  place: ChunkPlace,
  content: Uint8Array,
  random: Random,
): Uint8Array => {
  const nonce = random.bytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce);
  sealing.setAAD(boundTo(place));
  return Buffer.concat([
    Uint8Array.of(place.isLast ? 1 : 0),
    nonce,
    sealing.update(content),
    sealing.final(),
    sealing.getAuthTag(),
  ]);
};

/** The reverse. Throws `proof_invalid` for what was not sealed for this place. */
export const openChunk = (
  key: Uint8Array,
  place: Pick<ChunkPlace, 'transferId' | 'index'>,
  sealed: Uint8Array,
): { readonly isLast: boolean; readonly content: Uint8Array } => {
  const [flag] = sealed;
  if (sealed.length < 1 + nonceBytes + tagBytes || (flag !== 0 && flag !== 1))
    throw new CodedError('proof_invalid');
  const isLast = flag === 1;
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  opening.setAAD(boundTo({ ...place, isLast }));
  opening.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const content = [opening.update(sealed.subarray(1 + nonceBytes, -tagBytes)), opening.final()];
    return { isLast, content: Buffer.concat(content) };
  } catch (error) {
    throw new CodedError('proof_invalid', { cause: error });
  }
};
