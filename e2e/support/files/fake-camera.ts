import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import encodeQR from 'qr';

const width = 640;
const height = 480;
const frames = 10;

/** The switches that have an app film a file in place of what is before its camera. It may be written, and written anew, while the camera is off. */
export const filming = (file: string): readonly string[] => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${file}`,
];

/** Writes a film (YUV4MPEG2, 4:2:0) of what is held still before a camera, in shades of grey from 16 to 235. */
const writeFilm = async (file: string, luma: Uint8Array): Promise<void> => {
  const chroma = new Uint8Array((width * height) / 2).fill(128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(file, Buffer.concat([head, ...Array.from({ length: frames }, () => frame)]));
};

/** Writes a film of a QR code. Gives the switches that have an app film it. */
export const filmCode = async (file: string, text: string): Promise<readonly string[]> => {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const scale = Math.floor(Math.min(width, height) / modules.length);
  const left = Math.floor((width - scale * modules.length) / 2);
  const top = Math.floor((height - scale * modules.length) / 2);
  const luma = new Uint8Array(width * height).fill(235);
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let line = 0; line < scale; line++) {
        const at = (top + y * scale + line) * width + left + x * scale;
        luma.fill(16, at, at + scale);
      }
    });
  });
  await writeFilm(file, luma);
  return filming(file);
};

/** The shades of a picture, in base64; runs in a window, which knows how to read one. */
const shadesOf = async (png: string): Promise<string> => {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: [] };
  let text = '';
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.slice(at, at + 3);
    text += String.fromCharCode(16 + (0.299 * red + 0.587 * green + 0.114 * blue) * (219 / 255));
  }
  return btoa(text);
};

/** Writes a film of a window, as a camera held before that place on it sees it. */
export const filmScreen = async (file: string, page: Page, place: Locator): Promise<void> => {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error('nothing stands there');
  const window = await page.evaluate(() => ({ x: innerWidth, y: innerHeight }));
  const start = (from: number, length: number, wanted: number, whole: number): number =>
    Math.round(Math.min(Math.max(0, from + length / 2 - wanted / 2), whole - wanted));
  const clip = {
    x: start(box.x, box.width, width, window.x),
    y: start(box.y, box.height, height, window.y),
    width,
    height,
  };
  const picture = await page.screenshot({ clip });
  const shades = await page.evaluate(shadesOf, picture.toString('base64'));
  await writeFilm(file, Buffer.from(shades, 'base64'));
};
