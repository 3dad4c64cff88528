import { CodedError } from '../../contract/errors/coded-error.ts';

/** A UUID as its 16 bytes. Throws `bad_request` for anything else. */
export const toUuidBytes = (uuid: string): Uint8Array => {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16 || uuid.length !== 36) throw new CodedError('bad_request');
  return bytes;
};

/** 16 bytes as a lower-case UUID. */
export const fromUuidBytes = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
