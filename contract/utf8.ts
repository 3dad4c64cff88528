// Both exist in every environment that Bisik runs in, but no single TypeScript lib without DOM or Node declares them.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}

/** Text as UTF-8 (RFC 3629). */
export const utf8ToBytes = (text: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(text);

/** UTF-8 as text, a byte order mark included; throws a TypeError for bytes that are not UTF-8. */
export const bytesToUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/** `prefix` as UTF-8, then `bytes`: what a signature covers, so that it can serve no other purpose. */
export const prefixedBytes = (prefix: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const head = utf8ToBytes(prefix);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
};
