/** Bytes on memory of their own, as libsignal and SQLCipher want them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The same bytes, copied only when they stand on shared memory. */
export const toBytes = (bytes: Uint8Array): Bytes =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);

/** Standard base64 with padding (RFC 4648 section 4). */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');

/** The reverse of `toBase64`; what is not base64 is left out, so parse with a schema first. */
export const fromBase64 = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'base64'));

/** Base64 for URLs without padding (RFC 4648 section 5). */
export const toBase64Url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');

/** The reverse of `toBase64Url`; what is none is left out, as above. */
export const fromBase64Url = (text: string): Bytes =>
  new Uint8Array(Buffer.from(text, 'base64url'));
