import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aboutSchema, photoType, profileLimits } from './profile.ts';
import { jpegOf, pngOf, webpOf } from './testing/photos.ts';

it('knows the pictures that a profile may have, by how they begin', () => {
  expect(photoType(pngOf(64, 64))).toBe('image/png');
  expect(photoType(jpegOf(640, 480))).toBe('image/jpeg');
  expect(photoType(webpOf(512, 512))).toBe('image/webp');
});

it('refuses what is too large, claims to be, is cut, or is something else', () => {
  const side = profileLimits.maxPhotoSide;
  const { maxPhotoBytes } = profileLimits;
  const big = new Uint8Array(maxPhotoBytes + 1);
  big.set(pngOf(64, 64));
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
  const bad = [
    big,
    pngOf(side + 1, 1),
    pngOf(0, 10),
    pngOf(60_000, 60_000),
    jpegOf(side, side + 1),
    webpOf(side + 1, 4),
    pngOf(64, 64).subarray(0, 10),
    jpegOf(64, 64).subarray(0, 6),
    svg,
    new Uint8Array(),
  ];
  for (const bytes of bad) expect(photoType(bytes)).toBeNull();
});

it('never throws, whatever the bytes are', () => {
  const start = fc.constantFrom([0xff, 0xd8], [...pngOf(1, 1)], [...webpOf(1, 1)].slice(0, 16), []);
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (first, rest) => {
      photoType(Uint8Array.from([...first, ...rest]));
    }),
  );
});

it('an about is one line that turns nothing around', () => {
  const fits = (text: string): boolean => aboutSchema.safeParse(text).success;
  expect(fits('Tukang pasu di Melaka 🏺')).toBe(true);
  for (const text of ['', ' a', 'a ', 'dua\nbaris', 'a\u202eb', 'a\u0000', 'x'.repeat(141)])
    expect(fits(text)).toBe(false);
});
