import { LRUCache } from 'lru-cache';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import { maxEpochStartLength } from '../../contract/transparency/epoch.ts';
import { hashLength } from '../../contract/transparency/hashing.ts';
import { maxNoteLength } from '../../contract/transparency/note.ts';
import type { ReadTile } from '../../contract/transparency/tile-proofs.ts';
import { tilePath, tileWidth } from '../../contract/transparency/tiles.ts';
import { bytesToUtf8 } from '../../contract/utf8.ts';
import { logPath } from '../../contract/wire/transparency.ts';
import type { Network } from '../platform/types.ts';

const timeoutMs = 15_000;
const keptTiles = 512;

/** Reads the log's files, from the person's own server and from nowhere else. */
export interface LogReader {
  /** The note of an epoch's newest checkpoint. Rejects with `not_found` where the server has none, else as `tile`. */
  readonly checkpoint: (epoch: number) => Promise<string>;
  /** What an epoch's first entry commits to; else as `checkpoint`. */
  readonly start: (epoch: number) => Promise<string>;
  /** Hashes of an epoch. Rejects with `offline`, `unavailable` or `not_found`. */
  readonly tiles: (epoch: number) => ReadTile;
  /** Asks anew for what was read before. */
  readonly forget: () => void;
}

/** `whenProven` gives the address at which the server proved its key. */
export const createLogReader = (
  network: Network,
  whenProven: () => Promise<string>,
  log: LogName = 'disclosures',
): LogReader => {
  const kept = new LRUCache<string, Uint8Array>({ max: keptTiles });

  const get = async (path: string, maxBytes: number): Promise<Uint8Array> => {
    const base = await whenProven();
    const { status, body, retryAfterMs } = await network.request({
      method: 'GET',
      url: base.replace(/\/$/, '') + path,
      headers: {},
      body: null,
      timeoutMs,
      maxBytes,
      encoding: 'latin1',
    });
    if (status === 404) throw new CodedError('not_found');
    if (status !== 200) throw new CodedError('unavailable', { retryAfterMs });
    return new Uint8Array(Buffer.from(body, 'latin1'));
  };

  const getText = async (path: string, maxBytes: number): Promise<string> => {
    const bytes = await get(path, maxBytes);
    try {
      return bytesToUtf8(bytes);
    } catch {
      throw new CodedError('unavailable');
    }
  };

  return {
    checkpoint: (epoch) => getText(`${logPath(epoch, log)}checkpoint`, maxNoteLength * 2),
    start: (epoch) => getText(`${logPath(epoch, log)}start`, maxEpochStartLength * 2),
    tiles: (epoch) => async (tile) => {
      const path = logPath(epoch, log) + tilePath(tile);
      const known = kept.get(path);
      if (known) return known;
      const bytes = await get(path, tileWidth * hashLength);
      if (bytes.length !== tile.width * hashLength) throw new CodedError('unavailable');
      kept.set(path, bytes);
      return bytes;
    },
    forget: () => kept.clear(),
  };
};
