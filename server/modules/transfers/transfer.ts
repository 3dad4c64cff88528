import { CodedError, isCodedError } from '../../../contract/errors/coded-error.ts';
import { createSection } from '../../platform/section.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { FoundTransfer, TransferFolder, TransferState } from './folder.ts';
import type { Space } from './space.ts';

export interface Progress {
  /** Chunks 0 to this, exclusive. */
  readonly put: number;
  readonly taken: number;
  readonly total: number | null;
  readonly expiresAt: number;
}

/** Chunks on their way from one device of an account to another, in order, each on the disk before it is acknowledged. */
export interface Transfer {
  readonly accountId: string;
  readonly progress: () => Progress;
  readonly put: (index: number, bytes: Uint8Array) => Promise<void>;
  readonly end: (total: number) => Promise<void>;
  /** Null: it was not put yet. Throws `not_found` for one that was taken. */
  readonly read: (index: number) => Promise<Uint8Array | null>;
  readonly take: (count: number) => Promise<void>;
  /** Nothing stands any more; what follows throws `not_found`. */
  readonly remove: () => Promise<void>;
  /** Resolves when what was begun is done. */
  readonly idle: () => Promise<void>;
}

export interface TransferOptions {
  readonly folder: TransferFolder;
  readonly space: Space;
  readonly found: FoundTransfer;
  readonly limits: Pick<ServerLimits, 'maxChunkBytes' | 'maxTransferChunks'>;
  /** Somebody may wait for what changed. */
  readonly onChanged: () => void;
}

/** Throws what the disk said as `storage_failed`. */
const onDisk = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (isCodedError(error)) throw error;
    throw new CodedError('storage_failed', { cause: error });
  }
};

export const createTransfer = (options: TransferOptions): Transfer => {
  const { folder, space, limits, onChanged } = options;
  const section = createSection();
  let state: TransferState = options.found.state;
  /** Lengths of the chunks that wait. */
  const lengths = new Map(options.found.lengths.map((length, at) => [state.taken + at, length]));
  let removed = false;
  const { accountId, expiresAt } = state;
  let put = state.taken + lengths.size;
  for (const length of lengths.values()) space.add(accountId, length);

  /** One at a time, and nothing once it was removed. */
  const alone = <Result>(work: () => Promise<Result>): Promise<Result> =>
    section(() => {
      if (removed) throw new CodedError('not_found');
      return onDisk(work);
    });
  const save = async (changes: Partial<TransferState>): Promise<void> => {
    const next = { ...state, ...changes };
    await folder.saveState(next);
    state = next;
  };

  const putNext = async (index: number, bytes: Uint8Array): Promise<void> => {
    if (index >= (state.total ?? limits.maxTransferChunks)) throw new CodedError('bad_request');
    await space.take(accountId, bytes.length);
    try {
      await folder.putChunk(index, bytes);
    } catch (error) {
      await folder.removeChunk(index, bytes.length).catch(() => undefined);
      space.free(accountId, bytes.length);
      throw error;
    }
    lengths.set(index, bytes.length);
    put++;
    onChanged();
  };
  /** Its answer was lost: it has to be the same again. */
  const putAgain = async (index: number, bytes: Uint8Array): Promise<void> => {
    const length = lengths.get(index);
    if (length === undefined) return;
    const isSame =
      length === bytes.length && Buffer.compare(bytes, await folder.readChunk(index, length)) === 0;
    if (!isSame) throw new CodedError('bad_request');
  };

  return {
    accountId,
    progress: () => ({ put, taken: state.taken, total: state.total, expiresAt }),
    put: (index, bytes) =>
      alone(async () => {
        if (bytes.length > limits.maxChunkBytes) throw new CodedError('too_large');
        if (index > put) throw new CodedError('bad_request', { details: { put } });
        await (index === put ? putNext : putAgain)(index, bytes);
      }),
    end: (total) =>
      alone(async () => {
        if (total === state.total) return;
        if (state.total !== null || total < put) throw new CodedError('bad_request');
        await save({ total });
        onChanged();
      }),
    read: async (index) => {
      const isGone = (): boolean => removed || index < state.taken;
      if (isGone()) throw new CodedError('not_found');
      const length = lengths.get(index);
      if (length === undefined) return null;
      try {
        return await folder.readChunk(index, length);
      } catch (error) {
        throw new CodedError(isGone() ? 'not_found' : 'storage_failed', { cause: error });
      }
    },
    take: (count) =>
      alone(async () => {
        if (count > put) throw new CodedError('bad_request');
        // What a crash leaves of them from here on is removed at the next start.
        if (count > state.taken) await save({ taken: count });
        for (const [index, length] of [...lengths]) {
          if (index >= count) continue;
          await folder.removeChunk(index, length);
          lengths.delete(index);
          space.free(accountId, length);
        }
      }),
    remove: () =>
      section(async () => {
        if (!removed) for (const length of lengths.values()) space.free(accountId, length);
        removed = true;
        lengths.clear();
        onChanged();
        await folder.remove();
      }),
    idle: () => section(async () => undefined),
  };
};
