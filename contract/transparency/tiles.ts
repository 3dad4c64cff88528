/** A tile holds 256 hashes at most: height 8 (C2SP tlog-tiles, "Merkle Tree"). */
export const tileWidth = 256;

/** The greatest level that a tree below 2^53 leaves has. */
const maxLevel = 6;

/** Where hashes stand: `level` 0 holds leaf hashes, level L the roots of full tiles of L - 1. */
export interface Tile {
  /** `entries`: the bundle of the entries under tile `index` of level 0. */
  readonly level: number | 'entries';
  readonly index: number;
  /** How many hashes or entries; 256 for a full one. */
  readonly width: number;
}

const pathOf = (index: number): string => {
  const groups = [String(index % 1000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return groups.join('/');
};

/** The path under the log's prefix, as `tile/0/x001/x234/067` or `tile/1/000.p/5` (C2SP tlog-tiles, "Merkle Tree", "Log Entries"). */
export const tilePath = ({ level, index, width }: Tile): string =>
  `tile/${level}/${pathOf(index)}${width === tileWidth ? '' : `.p/${width}`}`;

const shape = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads what `tilePath` writes; null for every other text: leading zeros, widths of 256 and more, levels that cannot be. */
export const parseTilePath = (path: string): Tile | null => {
  const [, level = '', digits = '', width] = shape.exec(path) ?? [];
  if (digits === '') return null;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(digits.replace(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  if (!Number.isSafeInteger(tile.index)) return null;
  if (typeof tile.level === 'number' && tile.level > maxLevel) return null;
  // What is not written this way (x000/001, .p/256) has another spelling.
  return tilePath(tile) === path ? tile : null;
};

/** How many hashes or entries tile `index` of `level` has in a tree of `size` leaves; 0 when it is not there. */
export const tileWidthAt = (level: number | 'entries', index: number, size: number): number => {
  const count = level === 'entries' ? size : Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, count - index * tileWidth));
};
