import { tileWidth } from '../../../contract/transparency/tiles.ts';
import type { LogStore, SignedHead } from '../types/log.ts';
import type { SqliteConnection, SqlRow } from './connection.ts';
import { bytesIn, createLogRows, type LogTables } from './log-rows.ts';
import type { LogTree } from './log-tree.ts';
import type { Transactions } from './transactions.ts';

export interface LogStoreParts {
  readonly tables: LogTables;
  readonly tree: LogTree;
  /** Inside the transaction that begins an epoch, behind its first entry. */
  readonly onBegun?: () => void;
}

export const createLogStore = (
  connection: SqliteConnection,
  { exclusive, transaction }: Transactions,
  { tables, tree, onBegun }: LogStoreParts,
): LogStore => {
  const rows = createLogRows(connection, tables);
  const findHead = connection.prepare(
    `SELECT epoch, size, root, note FROM ${tables}_heads WHERE epoch = ? AND size = ?`,
  );
  const newestHead = connection.prepare(
    `SELECT epoch, size, root, note FROM ${tables}_heads WHERE epoch = ? ORDER BY size DESC LIMIT 1`,
  );
  const insertHead = connection.prepare(
    `INSERT INTO ${tables}_heads (epoch, size, root, note) VALUES (?, ?, ?, ?)`,
  );
  const linesOf = connection.prepare(
    `SELECT line FROM ${tables}_cosignatures WHERE epoch = ? AND size = ? ORDER BY witness`,
  );
  const insertLine = connection.prepare(
    `INSERT OR REPLACE INTO ${tables}_cosignatures (epoch, size, witness, line) VALUES (?, ?, ?, ?)`,
  );
  const fullTile = connection.prepare(
    `SELECT hashes FROM ${tables}_tiles WHERE epoch = ? AND level = ? AND position = ?`,
  );
  const startOf = connection.prepare(`SELECT start FROM ${tables}_epochs WHERE epoch = ?`);

  const toSigned = (row: SqlRow | undefined): SignedHead | null => {
    if (row === undefined) return null;
    const [epoch, size] = [Number(row.epoch), Number(row.size)];
    const cosignatures = linesOf.all([epoch, size]).map(({ line }) => String(line));
    return { epoch, size, root: bytesIn(row, 'root'), note: String(row.note), cosignatures };
  };

  return {
    append: (entries) => transaction(() => tree.append(entries)),
    head: () => exclusive(tree.head),
    sign: ({ epoch, size, root }, note) =>
      transaction(() => {
        const signed = findHead.get([epoch, size]);
        if (signed !== undefined) return Buffer.from(root).equals(bytesIn(signed, 'root'));
        insertHead.run([epoch, size, new Uint8Array(root), note]);
        return true;
      }),
    newestSigned: (epoch) => exclusive(() => toSigned(newestHead.get([epoch]))),
    findSigned: (epoch, size) => exclusive(() => toSigned(findHead.get([epoch, size]))),
    addCosignature: (epoch, size, witness, line) =>
      transaction(() => void insertLine.run([epoch, size, witness, line])),
    tile: (epoch, level, index, width) =>
      exclusive(() => {
        const full = fullTile.get([epoch, level, index]);
        if (full !== undefined) return bytesIn(full, 'hashes').slice(0, width * 32);
        const hashes = rows.hashes(epoch, level, index * tileWidth, width);
        return hashes.length === width ? new Uint8Array(Buffer.concat(hashes)) : null;
      }),
    entries: (epoch, from, count) => exclusive(() => rows.entries(epoch, from, count)),
    epochStart: (epoch) =>
      exclusive(() => {
        const start = startOf.get([epoch])?.start;
        return typeof start === 'string' ? start : null;
      }),
    rollTo: (next) =>
      transaction(() => {
        const begun = tree.begin(next);
        if (begun) onBegun?.();
        return begun;
      }),
  };
};
