import { CodedError } from '../errors/coded-error.ts';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const dashAfter = new Set([3, 5, 7, 9]);

/** Writes a lower-case UUID as its 16 bytes at `offset`. Throws `bad_frame` for anything else. */
export const writeUuid = (into: Uint8Array, offset: number, uuid: string): void => {
  if (uuid.length !== 36) throw new CodedError('bad_frame');
  let at = 0;
  for (let byte = 0; byte < 16; byte++) {
    const value = Number.parseInt(uuid.slice(at, at + 2), 16);
    if (Number.isNaN(value)) throw new CodedError('bad_frame');
    into[offset + byte] = value;
    at += dashAfter.has(byte) ? 3 : 2;
  }
};

/** Reads 16 bytes as a lower-case UUID. */
export const readUuid = (from: Uint8Array, offset: number): string => {
  let uuid = '';
  for (let byte = 0; byte < 16; byte++) {
    uuid += hex[from[offset + byte] ?? 0];
    if (dashAfter.has(byte)) uuid += '-';
  }
  return uuid;
};
