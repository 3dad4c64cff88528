// Draws the icons of every system from icon.svg: `CHROMIUM=/usr/bin/chromium node --import tsx build/icons/make.ts`
// Run by hand when the drawing changes; the results are part of the repository.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const folder = import.meta.dirname;
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO = [16, 24, 32, 48, 64, 128, 256];
const ICNS: readonly (readonly [type: string, size: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
];

type Pictures = ReadonlyMap<number, Buffer>;

const pictureOf = (pictures: Pictures, size: number): Buffer => {
  const picture = pictures.get(size);
  if (!picture) throw new Error(`Not drawn: ${size}`);
  return picture;
};

async function draw(svg: string, sizes: readonly number[]): Promise<Pictures> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const pictures = new Map<number, Buffer>();
    for (const size of new Set(sizes)) {
      await page.setViewportSize({ width: size, height: size });
      const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
      await page.setContent(
        `<style>body{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${source}">`,
      );
      pictures.set(size, await page.screenshot({ omitBackground: true }));
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

/** Windows icon: a directory of PNG pictures. */
function toIco(pictures: Pictures): Buffer {
  const header = Buffer.alloc(6 + 16 * ICO.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(ICO.length, 4);
  let offset = header.length;
  ICO.forEach((size, index) => {
    const at = 6 + 16 * index;
    const { length } = pictureOf(pictures, size);
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += length;
  });
  return Buffer.concat([header, ...ICO.map((size) => pictureOf(pictures, size))]);
}

/** macOS icon: typed chunks of PNG pictures. */
function toIcns(pictures: Pictures): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'ascii');
    head.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([head, body]);
  };
  return chunk(
    'icns',
    Buffer.concat(ICNS.map(([type, size]) => chunk(type, pictureOf(pictures, size)))),
  );
}

const svg = await readFile(join(folder, 'icon.svg'), 'utf8');
const pictures = await draw(svg, [...LINUX, ...ICO, ...ICNS.map(([, size]) => size)]);
await mkdir(join(folder, 'linux'), { recursive: true });
for (const size of LINUX) {
  await writeFile(join(folder, 'linux', `${size}x${size}.png`), pictureOf(pictures, size));
}
await writeFile(join(folder, 'icon.png'), pictureOf(pictures, 512));
await writeFile(join(folder, 'icon.ico'), toIco(pictures));
await writeFile(join(folder, 'icon.icns'), toIcns(pictures));
