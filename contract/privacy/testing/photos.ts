const bytesOf = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0));
const big = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** (count - 1 - index)) % 256);

/** The beginning of a PNG of this size. */
export const pngOf = (width: number, height: number): Uint8Array =>
  Uint8Array.from([
    0x89,
    ...bytesOf('PNG\r\n\x1a\n'),
    ...big(13, 4),
    ...bytesOf('IHDR'),
    ...big(width, 4),
    ...big(height, 4),
    ...[8, 6, 0, 0, 0, 1, 2, 3, 4],
  ]);

/** The beginning of a JPEG of this size, after a segment of something else. */
export const jpegOf = (width: number, height: number): Uint8Array =>
  Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
    ...[0xff, 0xc0, 0, 17, 8],
    ...big(height, 2),
    ...big(width, 2),
    ...[3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
  ]);

/** The beginning of an extended WebP of this size. */
export const webpOf = (width: number, height: number): Uint8Array =>
  Uint8Array.from([
    ...bytesOf('RIFF'),
    ...[50, 0, 0, 0],
    ...bytesOf('WEBPVP8X'),
    ...[10, 0, 0, 0, 0, 0, 0, 0],
    ...big(width - 1, 3).reverse(),
    ...big(height - 1, 3).reverse(),
    ...new Array(20).fill(0),
  ]);
