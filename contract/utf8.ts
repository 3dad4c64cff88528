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

/** How many bytes `utf8ToBytes` gives for text without half characters. */
export const utf8Length = (text: string): number => {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a pair counts two.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
};

/** UTF-8 as text, a byte order mark included; throws a TypeError for bytes that are not UTF-8. */
export const bytesToUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/** All the bytes, behind one another. */
export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** `prefix` as UTF-8, then `bytes`: what a signature covers, so that it can serve no other purpose. */
export const prefixedBytes = (prefix: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes(utf8ToBytes(prefix), bytes);
