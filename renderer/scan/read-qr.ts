import { decodeQR } from 'qr/decode.js';
import { openPicture } from '../ui/open-picture.ts';

/** Pixels as a canvas gives them: red, green, blue, alpha, row by row. */
export type Pixels = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
};

/** Longest side in pixels of what is looked at in a picture, in turn: a photograph is sharpest small, a screenshot large. */
const sides = [1200, 2800, 600];
/** Of each frame of a camera. */
const frameSide = 800;

/** The text of a QR code in a picture, if there is one to be read. */
const readQr = (pixels: Pixels): string | undefined => {
  try {
    return decodeQR(pixels) || undefined;
  } catch {
    return undefined;
  }
};

const toPixels = (
  source: ImageBitmap | HTMLVideoElement,
  size: { width: number; height: number },
  longest: number,
): Pixels | undefined => {
  const scale = Math.min(1, longest / Math.max(size.width, size.height));
  const width = Math.round(size.width * scale);
  const height = Math.round(size.height * scale);
  if (width < 1 || height < 1) return undefined;
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    willReadFrequently: true,
  });
  if (!context) return undefined;
  // What shows through is paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
};

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The text of the QR code in a picture file; undefined where there is none, or no picture. */
export const readPicture = async (
  file: Blob,
): Promise<{ text: string } | 'too_large' | undefined> => {
  const bitmap = await openPicture(file);
  if (bitmap === 'too_large') return bitmap;
  if (bitmap === 'unread') return undefined;
  try {
    const whole = Math.max(bitmap.width, bitmap.height);
    for (const side of sides) {
      // The same pixels were looked at already.
      if (side !== sides[0] && side >= whole && whole <= (sides[0] ?? 0)) continue;
      const pixels = toPixels(bitmap, bitmap, side);
      const text = pixels && readQr(pixels);
      if (text) return { text };
      await nextTask();
    }
    return undefined;
  } finally {
    bitmap.close();
  }
};

/** The text of the QR code that a playing video shows now. */
export const readFrame = (video: HTMLVideoElement): string | undefined => {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return undefined;
  const pixels = toPixels(video, { width, height }, frameSide);
  return pixels && readQr(pixels);
};
