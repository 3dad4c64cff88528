import { expect, it } from 'vitest';
import { shrink, toBase64, toSquare } from './shrink.ts';

const blobOf = (size: number) => new Blob([new Uint8Array(size)]);

it('takes the largest and best that is small enough, and nothing when nothing is', async () => {
  const asked: string[] = [];
  const encode = async (side: number, quality: number) => {
    asked.push(`${side} ${quality}`);
    return blobOf(side === 512 ? 70_000 : side * 150 * quality);
  };
  const blob = await shrink(encode);
  expect(blob?.size).toBe(384 * 150 * 0.9);
  expect(asked).toEqual(['512 0.9', '512 0.8', '512 0.65', '512 0.5', '384 0.9']);
  expect(await shrink(async () => blobOf(70_000))).toBeUndefined();
  expect(await shrink(async () => null)).toBeUndefined();
});

it('keeps the square within the picture', () => {
  expect(toSquare(400, 300, 1, { x: 200, y: 150 })).toEqual({ side: 300, left: 50, top: 0 });
  expect(toSquare(400, 300, 1, { x: 0, y: 900 })).toEqual({ side: 300, left: 0, top: 0 });
  expect(toSquare(400, 300, 2, { x: 400, y: 300 })).toEqual({ side: 150, left: 250, top: 150 });
});

it('gives bytes as base64', async () => {
  expect(await toBase64(new Blob([new Uint8Array([255, 216, 255])]))).toBe('/9j/');
});
