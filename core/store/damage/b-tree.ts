import type { SqlValue } from '../connection.ts';
import { usableBytes } from './page-cipher.ts';
import type { PageSource } from './page-source.ts';
import { decodeRecord, readVarint } from './record.ts';

const pageTypes = { indexInterior: 2, tableInterior: 5, indexLeaf: 10, tableLeaf: 13 } as const;

export interface BTreeRow {
  /** Undefined in a table without rowid. */
  readonly rowId: number | undefined;
  readonly columns: readonly SqlValue[];
}

/** What was met on the way; filled while rows are read. */
export interface Walk {
  readonly visited: Set<number>;
  /** Pages that could not be read and the rows below them. */
  lostPages: number;
  /** Cells that are not what they should be. */
  lostRows: number;
}

/** Nothing was met yet. */
export const createWalk = (): Walk => ({ visited: new Set(), lostPages: 0, lostRows: 0 });

/** How much of a payload stands in the page itself (SQLite file format, section 1.6). */
const localBytes = (payload: number, isTable: boolean): number => {
  const most = isTable ? usableBytes - 35 : Math.floor(((usableBytes - 12) * 64) / 255) - 23;
  if (payload <= most) return payload;
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const split = least + ((payload - least) % (usableBytes - 4));
  return split <= most ? split : least;
};

/** The whole payload of a cell, overflow pages included; null when a part is lost. */
const readPayload = (
  source: PageSource,
  page: Buffer,
  at: number,
  length: number,
  isTable: boolean,
): Buffer | null => {
  const local = localBytes(length, isTable);
  const parts = [page.subarray(at, at + local)];
  let missing = length - local;
  let next = missing > 0 ? page.readUInt32BE(at + local) : 0;
  for (let count = 0; missing > 0; count++) {
    const overflow = next === 0 || count > source.pageCount ? null : source.page(next);
    if (overflow === null) return null;
    const part = overflow.subarray(4, 4 + Math.min(missing, usableBytes - 4));
    parts.push(part);
    missing -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
};

const readCell = (source: PageSource, page: Buffer, at: number, type: number): BTreeRow | null => {
  const isTable = type === pageTypes.tableLeaf;
  const length = readVarint(page, type === pageTypes.indexInterior ? at + 4 : at);
  const rowId = isTable ? readVarint(page, length.next) : undefined;
  const payload = readPayload(source, page, rowId?.next ?? length.next, length.value, isTable);
  return payload === null ? null : { rowId: rowId?.value, columns: decodeRecord(payload) };
};

const cellsOf = (page: Buffer, header: number, isInterior: boolean): number[] => {
  const count = page.readUInt16BE(header + 3);
  const first = header + (isInterior ? 12 : 8);
  const cells: number[] = [];
  for (let index = 0; index < count && first + 2 * index + 2 <= usableBytes; index++)
    cells.push(page.readUInt16BE(first + 2 * index));
  return cells;
};

const rowAt = (source: PageSource, page: Buffer, at: number, type: number, walk: Walk) => {
  try {
    const row = readCell(source, page, at, type);
    if (row === null) walk.lostRows += 1;
    return row;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    walk.lostRows += 1;
    return null;
  }
};

const isPageType = (type: number): boolean => Object.values<number>(pageTypes).includes(type);

/** All rows that can be read of the B-tree at `root`, depth first; what cannot is counted in `walk` and passed over. */
export function* readTree(source: PageSource, root: number, walk: Walk): Generator<BTreeRow> {
  const waiting = [root];
  for (;;) {
    const number = waiting.pop();
    if (number === undefined) return;
    if (walk.visited.has(number)) continue;
    walk.visited.add(number);
    const page = number >= 1 && number <= source.pageCount ? source.page(number) : null;
    const header = number === 1 ? 100 : 0;
    const type = page?.[header] ?? 0;
    if (page === null || !isPageType(type)) {
      walk.lostPages += 1;
      continue;
    }
    const isInterior = type === pageTypes.tableInterior || type === pageTypes.indexInterior;
    const cells = cellsOf(page, header, isInterior);
    if (isInterior) {
      waiting.push(page.readUInt32BE(header + 8));
      for (const at of cells.toReversed()) waiting.push(page.readUInt32BE(at));
    }
    if (type === pageTypes.tableInterior) continue;
    for (const at of cells) {
      const row = rowAt(source, page, at, type, walk);
      if (row !== null) yield row;
    }
  }
}

/** Rows of table leaves that no walk reached, because the way to them is lost. The caller says whether they fit its table. */
export function* readStrayLeaves(source: PageSource, walk: Walk): Generator<BTreeRow> {
  for (let number = 2; number <= source.pageCount; number++) {
    if (walk.visited.has(number)) continue;
    const page = source.page(number);
    if (page?.[0] !== pageTypes.tableLeaf) continue;
    for (const at of cellsOf(page, 0, false)) {
      const row = rowAt(source, page, at, pageTypes.tableLeaf, walk);
      if (row !== null) yield row;
    }
  }
}
