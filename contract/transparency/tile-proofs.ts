import { foldPeaks, type Hash, hashLength, rootOf } from './hashing.ts';
import { consistencyRanges, inclusionRanges, type LeafRange } from './proofs.ts';
import { type Tile, tilePath, tileWidth, tileWidthAt } from './tiles.ts';

/**
 * Gives the hashes of a tile, one behind the other, 32 bytes each. More than asked for is fine: a log that has grown may have
 * only the full tile left. Rejects when the tile cannot be had.
 */
export type ReadTile = (tile: Tile) => Promise<Uint8Array>;

/** The complete subtrees of 2^height leaves that make up a range, from left to right. */
interface Subtree {
  readonly height: number;
  readonly index: number;
}

const subtreesOf = ({ from, to }: LeafRange): readonly Subtree[] => {
  const subtrees: Subtree[] = [];
  for (let at = from; at < to; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height++;
    subtrees.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return subtrees;
};

/** The run of hashes, within one tile, whose root a subtree's is. */
const placeOf = ({ height, index }: Subtree, size: number) => {
  const level = Math.floor(height / 8);
  const count = 2 ** (height % 8);
  const first = index * count;
  const tileIndex = Math.floor(first / tileWidth);
  const tile: Tile = { level, index: tileIndex, width: tileWidthAt(level, tileIndex, size) };
  return { tile, first: first % tileWidth, count };
};

/** The tiles that hold the hashes of these ranges of a tree of `size` leaves, each once. */
const tilesOf = (ranges: readonly LeafRange[], size: number): readonly Tile[] => {
  const tiles = ranges.flatMap(subtreesOf).map((subtree) => placeOf(subtree, size).tile);
  return [...new Map(tiles.map((tile) => [tilePath(tile), tile])).values()];
};

const hashesOf = async (
  ranges: readonly LeafRange[],
  size: number,
  readTile: ReadTile,
): Promise<readonly Hash[]> => {
  const tiles = new Map<string, Uint8Array>();
  await Promise.all(
    tilesOf(ranges, size).map(async (tile) => {
      const bytes = await readTile(tile);
      if (bytes.length < tile.width * hashLength || bytes.length % hashLength !== 0)
        throw new Error('a tile of another length');
      tiles.set(tilePath(tile), bytes);
    }),
  );
  const hashOf = (subtree: Subtree): Hash => {
    const { tile, first, count } = placeOf(subtree, size);
    const bytes = tiles.get(tilePath(tile)) ?? new Uint8Array(0);
    const hashes = Array.from({ length: count }, (_, offset) =>
      bytes.subarray((first + offset) * hashLength, (first + offset + 1) * hashLength),
    );
    return rootOf(hashes);
  };
  return ranges.map((range) => foldPeaks(subtreesOf(range).map(hashOf)));
};

/**
 * The inclusion proof of leaf `index` in the tree of `size` leaves, from its tiles; each needed tile is read once, all at once.
 * It proves nothing until verified. Rejects as `readTile` does, or for a tile that is too short; RangeError for no such leaf.
 */
export const inclusionProof = async (
  index: number,
  size: number,
  readTile: ReadTile,
): Promise<readonly Hash[]> => hashesOf(inclusionRanges(index, size), size, readTile);

/** The consistency proof between two sizes, from the tiles of the newer tree; else as `inclusionProof`. */
export const consistencyProof = async (
  oldSize: number,
  size: number,
  readTile: ReadTile,
): Promise<readonly Hash[]> => hashesOf(consistencyRanges(oldSize, size), size, readTile);

/** The root of the tree of `size` leaves, from its tiles; else as `inclusionProof`. */
export const rootFromTiles = async (size: number, readTile: ReadTile): Promise<Hash> => {
  const [root] = await hashesOf([{ from: 0, to: size }], size, readTile);
  return root ?? foldPeaks([]);
};
