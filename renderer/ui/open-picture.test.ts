import { afterEach, expect, it, vi } from 'vitest';
import { openPicture } from './open-picture.ts';
import { pictureSize } from './picture-size.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...part].map((char) => char.charCodeAt(0)) : part,
    ),
  );
const u32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const u16 = (value: number) => [value >> 8, value & 255];
const low = (value: number, count: number) =>
  Array.from({ length: count }, (_, index) => (value >>> (8 * index)) & 255);

const png = (width: number, height: number) =>
  bytes('\x89PNG\r\n\x1a\n', u32(13), 'IHDR', u32(width), u32(height), [8, 6, 0, 0, 0]);
const jpeg = (width: number, height: number) =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe1, ...u16(6), 0xff, 0xc0, 1, 1, 0xff, 0xff, 0xc4, ...u16(4), 0, 0],
    [0xff, 0xc2, ...u16(17), 8, ...u16(height), ...u16(width), 3, 0, 0, 0, 0],
  );
const riff = (kind: string, rest: readonly number[]) =>
  bytes('RIFF', [0, 0, 0, 0], 'WEBP', kind, [0, 0, 0, 0], rest);
const extended = (width: number, height: number) =>
  riff('VP8X', [0, 0, 0, 0, ...low(width - 1, 3), ...low(height - 1, 3)]);
const lossless = (width: number, height: number) =>
  riff('VP8L', [0x2f, ...low(((width - 1) | ((height - 1) << 14)) >>> 0, 4), 0, 0, 0, 0, 0]);
const lossy = (width: number, height: number) =>
  riff('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, ...low(width, 2), ...low(height, 2)]);

afterEach(() => vi.unstubAllGlobals());

it('reads how large a picture is without decoding it', () => {
  for (const picture of [png, jpeg, extended, lossless, lossy])
    expect(pictureSize(picture(1_920, 1_080))).toEqual({ width: 1_920, height: 1_080 });
  for (const other of ['', 'GIF89a', '<svg width="9">', '\xff\xd8', '\xff\xd8\xff\xe1\xff\xff'])
    expect(pictureSize(bytes(other))).toBeUndefined();
  for (const picture of [png, jpeg, extended, lossless, lossy])
    for (let length = 0; length < picture(7, 9).length; length++)
      expect(() => pictureSize(picture(7, 9).subarray(0, length))).not.toThrow();
});

it('decodes nothing that would take more memory than a photograph', async () => {
  const bitmap = {};
  const decode = vi.fn(async () => bitmap);
  vi.stubGlobal('createImageBitmap', decode);
  for (const picture of [png(60_000, 60_000), jpeg(16_385, 10), extended(16_000, 16_000)])
    expect(await openPicture(new Blob([picture]))).toBe('too_large');
  expect(await openPicture(new Blob(['<svg/>']))).toBe('unread');
  expect(await openPicture(new Blob([png(0, 10)]))).toBe('unread');
  expect(decode).not.toHaveBeenCalled();
  expect(await openPicture(new Blob([jpeg(8_160, 6_144)]))).toBe(bitmap);
  decode.mockRejectedValueOnce(new Error('it is no picture'));
  expect(await openPicture(new Blob([png(10, 10)]))).toBe('unread');
});
