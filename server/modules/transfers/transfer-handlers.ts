import { CodedError } from '../../../contract/errors/coded-error.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import { createWaits } from '../../platform/waits.ts';
import type { Device } from '../../store/types.ts';
import { openTransfers, type TransfersOptions } from './transfers.ts';

export interface ChunkStore {
  readonly handlers: Pick<
    Handlers,
    | 'openTransfer'
    | 'describeTransfer'
    | 'putChunk'
    | 'endTransfer'
    | 'getChunk'
    | 'takeChunks'
    | 'closeTransfer'
  >;
  /** What an account had goes with it. */
  readonly removeAccount: (accountId: string) => Promise<void>;
  /** Devices are no more: whoever waits looks whether it is one of them. */
  readonly onRevoked: () => void;
  readonly count: () => number;
  readonly usedBytes: () => number;
  /** Lets go of who waits. */
  readonly letGo: () => void;
  /** Resolves when what was begun is on the disk. */
  readonly close: () => Promise<void>;
}

export interface ChunkStoreOptions extends Omit<TransfersOptions, 'onChanged'> {
  /** Whether a device that showed its token a while ago still is one. */
  readonly stands: (device: Device) => Promise<boolean>;
  /** Bytes of a chunk that came in, or went out. */
  readonly onChunk: (direction: 'in' | 'out', bytes: number) => void;
}

const mostWaits = 4;

/** History on its way between devices of an account: sealed, in files of its own, so that no message waits for it. */
export const openChunkStore = async (options: ChunkStoreOptions): Promise<ChunkStore> => {
  const { stands, onChunk } = options;
  const waits = createWaits(mostWaits);
  const transfers = await openTransfers({ ...options, onChanged: waits.wake });
  const demand = async (device: Device): Promise<void> => {
    if (!(await stands(device))) throw new CodedError('unauthorized');
  };

  return {
    handlers: {
      openTransfer: async (_request, context) => {
        const caller = callerOf(context);
        const { id, expiresAt } = await transfers.open(caller.accountId);
        // Its account may have gone meanwhile, and took with it what was there then.
        await demand(caller).catch(async (error: unknown) => {
          await transfers.remove(caller.accountId, id);
          throw error;
        });
        return { transferId: id, expiresAt };
      },
      describeTransfer: async ({ transferId }, context) =>
        transfers.find(callerOf(context).accountId, transferId).progress(),
      putChunk: async ({ transferId, index }, context, bytes) => {
        await transfers.find(callerOf(context).accountId, transferId).put(index, bytes);
        onChunk('in', bytes.length);
        return {};
      },
      endTransfer: async ({ transferId, total }, context) => {
        await transfers.find(callerOf(context).accountId, transferId).end(total);
        return {};
      },
      getChunk: async ({ transferId, index, waitMs }, context) => {
        const caller = callerOf(context);
        const wait = waits.begin(transferId, { waitMs, onGone: context.onGone });
        try {
          for (;;) {
            const transfer = transfers.find(caller.accountId, transferId);
            const bytes = await transfer.read(index);
            if (bytes !== null) onChunk('out', bytes.length);
            const { total } = transfer.progress();
            if (bytes !== null || (total !== null && index >= total)) return bytes;
            if (!(await wait.next())) return null;
            await demand(caller);
          }
        } finally {
          wait.end();
        }
      },
      takeChunks: async ({ transferId, count }, context) => {
        await transfers.find(callerOf(context).accountId, transferId).take(count);
        return {};
      },
      closeTransfer: async ({ transferId }, context) => {
        await transfers.remove(callerOf(context).accountId, transferId);
        return {};
      },
    },
    removeAccount: transfers.removeAccount,
    onRevoked: waits.wakeAll,
    count: transfers.count,
    usedBytes: transfers.usedBytes,
    letGo: waits.close,
    close: transfers.close,
  };
};
