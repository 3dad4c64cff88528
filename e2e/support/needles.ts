import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A text in the shapes in which it could lie somewhere. */
export interface Needle {
  readonly shape: string;
  readonly bytes: Buffer;
}

/** UTF-8, UTF-16, hex, and base64 at each of its three alignments. */
export const needlesOf = (text: string): readonly Needle[] => {
  const utf8 = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    // The first and last groups hold bits of the neighbours.
    return encoded.slice(shift === 0 ? 0 : 4, Math.floor((shift + utf8.length) / 3) * 4);
  });
  return [
    { shape: 'utf-8', bytes: utf8 },
    { shape: 'utf-16', bytes: Buffer.from(text, 'utf16le') },
    { shape: 'hex', bytes: Buffer.from(utf8.toString('hex')) },
    ...base64.map((encoded, shift) => ({ shape: `base64+${shift}`, bytes: Buffer.from(encoded) })),
  ];
};

/** The shapes in which the text stands in these bytes. */
export const findIn = (bytes: Buffer, needles: readonly Needle[]): string[] =>
  needles.filter((needle) => bytes.includes(needle.bytes)).map((needle) => needle.shape);

/** `path: shape` for every file below `folder` that holds the text; sockets and pipes are passed over. */
export const findInFolder = async (
  folder: string,
  needles: readonly Needle[],
): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const shapes = await findInFile(path, needles);
    found.push(...shapes.map((shape) => `${path}: ${shape}`));
  }
  return found;
};

const chunkBytes = 8 * 1024 * 1024;

const findInFile = async (path: string, needles: readonly Needle[]): Promise<string[]> => {
  const file = await open(path).catch(() => undefined);
  if (!file) return [];
  try {
    return await findInReads(
      (buffer, position) =>
        file.read(buffer, 0, buffer.length, position).then((read) => read.bytesRead),
      0,
      Number.POSITIVE_INFINITY,
      needles,
    );
  } finally {
    await file.close();
  }
};

/** Searches what `read` gives between two positions, in overlapping pieces. */
export const findInReads = async (
  read: (buffer: Buffer, position: number) => Promise<number>,
  from: number,
  to: number,
  needles: readonly Needle[],
): Promise<string[]> => {
  const overlap = Math.max(...needles.map((needle) => needle.bytes.length)) - 1;
  const found = new Set<string>();
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, to - from));
  let position = from;
  while (position < to) {
    const count = await read(buffer.subarray(0, Math.min(buffer.length, to - position)), position);
    if (count === 0) break;
    for (const shape of findIn(buffer.subarray(0, count), needles)) found.add(shape);
    if (position + count >= to || count <= overlap) break;
    position += count - overlap;
  }
  return [...found];
};
