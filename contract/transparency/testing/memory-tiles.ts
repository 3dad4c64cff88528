import { type Hash, hashLength, rootOf } from '../hashing.ts';
import type { ReadTile } from '../tile-proofs.ts';
import { type Tile, tileWidth } from '../tiles.ts';

/** The tiles of a small log in memory, and which were asked for. */
export const createMemoryTiles = (leaves: readonly Hash[]) => {
  const levels: Hash[][] = [[...leaves]];
  for (let below = levels[0] ?? []; below.length >= tileWidth; below = levels.at(-1) ?? []) {
    const count = Math.floor(below.length / tileWidth);
    levels.push(
      Array.from({ length: count }, (_, index) =>
        rootOf(below.slice(index * tileWidth, (index + 1) * tileWidth)),
      ),
    );
  }
  const asked: Tile[] = [];
  const readTile: ReadTile = async (tile) => {
    asked.push(tile);
    const from = tile.index * tileWidth;
    const hashes = levels[Number(tile.level)]?.slice(from, from + tile.width) ?? [];
    if (hashes.length !== tile.width) throw new Error('no such tile');
    const bytes = new Uint8Array(hashes.length * hashLength);
    for (const [at, hash] of hashes.entries()) bytes.set(hash, at * hashLength);
    return bytes;
  };
  return { readTile, asked };
};
