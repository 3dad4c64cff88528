import { writeFile } from 'node:fs/promises';
import encodeQR from 'qr';

const width = 640;
const height = 480;
const frames = 10;

/**
 * Writes a film (YUV4MPEG2, 4:2:0) of a QR code held still before a camera, for Chromium's fake one. Gives the switches that have
 * an app film it.
 */
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
  const chroma = new Uint8Array((width * height) / 2).fill(128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(file, Buffer.concat([head, ...Array.from({ length: frames }, () => frame)]));
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ];
};
