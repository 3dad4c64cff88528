import * as z from 'zod/mini';

/** What about and photo may be at most. */
export const profileLimits = {
  /** In UTF-16 units. */
  maxAboutLength: 140,
  maxPhotoBytes: 65_536,
  /** Of each side, in pixels. */
  maxPhotoSide: 1_024,
} as const;

const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const control = /\p{Cc}|\p{Zl}|\p{Zp}/u;

/** What a person says about themselves: one line, trimmed, with nothing that turns the text around it. */
export const aboutSchema = z.string().check(
  z.minLength(1),
  z.maxLength(profileLimits.maxAboutLength),
  z.refine((text) => text.trim() === text && !turning.test(text) && !control.test(text)),
);

export type PhotoType = 'image/jpeg' | 'image/png' | 'image/webp';

interface Size {
  readonly type: PhotoType;
  readonly width: number;
  readonly height: number;
}

const ascii = (bytes: Uint8Array, from: number, text: string): boolean =>
  [...text].every((sign, index) => bytes[from + index] === sign.charCodeAt(0));
const big = (bytes: Uint8Array, at: number, count: number): number =>
  bytes.subarray(at, at + count).reduce((sum, byte) => sum * 256 + byte, 0);
const little = (bytes: Uint8Array, at: number, count: number): number =>
  bytes.subarray(at, at + count).reduceRight((sum, byte) => sum * 256 + byte, 0);

/** PNG (ISO/IEC 15948): the signature, then IHDR. */
const png = (bytes: Uint8Array): Size | null =>
  bytes[0] === 0x89 && ascii(bytes, 1, 'PNG\r\n\x1a\n') && ascii(bytes, 12, 'IHDR')
    ? { type: 'image/png', width: big(bytes, 16, 4), height: big(bytes, 20, 4) }
    : null;

/** JPEG (ITU-T T.81): segments up to the first start of frame. */
const jpeg = (bytes: Uint8Array): Size | null => {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame =
      marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame)
      return { type: 'image/jpeg', height: big(bytes, at + 5, 2), width: big(bytes, at + 7, 2) };
    if (marker === 0xda) return null;
    at += 2 + big(bytes, at + 2, 2);
  }
  return null;
};

/** WebP (RFC 9649): one still image, lossy, lossless or extended. */
const webp = (bytes: Uint8Array): Size | null => {
  if (!ascii(bytes, 0, 'RIFF') || !ascii(bytes, 8, 'WEBP') || bytes.length < 30) return null;
  const type = 'image/webp';
  if (ascii(bytes, 12, 'VP8 '))
    return {
      type,
      width: little(bytes, 26, 2) & 0x3fff,
      height: little(bytes, 28, 2) & 0x3fff,
    };
  if (ascii(bytes, 12, 'VP8L')) {
    const bits = little(bytes, 21, 4);
    return { type, width: (bits % 0x4000) + 1, height: (Math.floor(bits / 0x4000) % 0x4000) + 1 };
  }
  if (ascii(bytes, 12, 'VP8X'))
    return { type, width: little(bytes, 24, 3) + 1, height: little(bytes, 27, 3) + 1 };
  return null;
};

/** What kind of picture the bytes begin as, when a profile may have it: its type, its length and the size it claims are checked, nothing is decoded. */
export const photoType = (bytes: Uint8Array): PhotoType | null => {
  if (bytes.length > profileLimits.maxPhotoBytes) return null;
  const size = png(bytes) ?? jpeg(bytes) ?? webp(bytes);
  if (!size) return null;
  const fits = (side: number): boolean => side > 0 && side <= profileLimits.maxPhotoSide;
  return fits(size.width) && fits(size.height) ? size.type : null;
};
