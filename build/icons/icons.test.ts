import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = import.meta.dirname;
const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** Width and height of a PNG with an alpha channel (PNG specification 11.2.2). Throws for anything else. */
const sizeOf = (png: Buffer): [width: number, height: number] => {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('not a PNG');
  if (png[25] !== 6) throw new Error('no alpha channel');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

it('has a square picture of every size that Linux desktops ask for', async () => {
  const sizes = [16, 24, 32, 48, 64, 128, 256, 512];
  const names = sizes.map((size) => `${size}x${size}.png`);
  expect((await readdir(join(folder, 'linux'))).sort()).toEqual([...names].sort());
  for (const size of sizes) {
    const png = await readFile(join(folder, 'linux', `${size}x${size}.png`));
    expect(sizeOf(png)).toEqual([size, size]);
  }
  expect(sizeOf(await readFile(join(folder, 'icon.png')))).toEqual([512, 512]);
});

it('has a Windows icon whose directory tells the truth', async () => {
  const ico = await readFile(join(folder, 'icon.ico'));
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    // One byte: 256 is written as 0.
    const size = ico.readUInt8(at) || 256;
    const offset = ico.readUInt32LE(at + 12);
    const png = ico.subarray(offset, offset + ico.readUInt32LE(at + 8));
    expect(png.subarray(-8).toString('latin1')).toContain('IEND');
    expect(sizeOf(png)).toEqual([size, size]);
    return size;
  });
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
});

it('has a macOS icon with the pictures that its types name, for both densities', async () => {
  const icns = await readFile(join(folder, 'icon.icns'));
  expect(icns.toString('ascii', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const found: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const [width, height] = sizeOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)));
    expect(width).toBe(height);
    found[icns.toString('ascii', at, at + 4)] = width;
  }
  expect(found).toEqual({
    icp4: 16,
    icp5: 32,
    ic07: 128,
    ic08: 256,
    ic09: 512,
    ic10: 1024,
    ic11: 32,
    ic12: 64,
    ic13: 256,
    ic14: 512,
  });
});
