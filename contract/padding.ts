import { CodedError } from './errors/coded-error.ts';

/** ISO/IEC 7816-4: a 0x80 byte, then zeros up to `length`. Throws a RangeError when that leaves no room for the first of them. */
export const padTo = (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> => {
  if (bytes.length >= length) throw new RangeError(`${bytes.length} bytes are too many`);
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
};

/** `padTo` the next multiple of `blockBytes`. */
export const pad = (bytes: Uint8Array, blockBytes: number): Uint8Array<ArrayBuffer> =>
  padTo(bytes, Math.ceil((bytes.length + 1) / blockBytes) * blockBytes);

/** The reverse of both; throws `bad_request` when there is no padding to remove. */
export const unpad = (padded: Uint8Array): Uint8Array => {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80) throw new CodedError('bad_request');
  return padded.subarray(0, end);
};
