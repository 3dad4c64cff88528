import { statfs } from 'node:fs/promises';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ServerLimits } from '../../server-limits.ts';

/** How much room chunks take, of each account and of all. */
export interface Space {
  /** Takes room for a chunk, or throws `quota_full`. */
  readonly take: (accountId: string, length: number) => Promise<void>;
  /** What stands there already. */
  readonly add: (accountId: string, length: number) => void;
  readonly free: (accountId: string, length: number) => void;
  readonly usedBytes: () => number;
}

export interface SpaceOptions {
  readonly folder: string;
  readonly limits: Pick<
    ServerLimits,
    'maxTransferBytesPerAccount' | 'maxTransferBytes' | 'minFreeDiskBytes'
  >;
}

/** A file takes whole blocks: many small chunks cost what they take up. */
const blockBytes = 4_096;
const costOf = (length: number): number => Math.ceil(length / blockBytes) * blockBytes;

export const createSpace = ({ folder, limits }: SpaceOptions): Space => {
  const ofAccount = new Map<string, number>();
  let used = 0;
  const change = (accountId: string, bytes: number): void => {
    const now = (ofAccount.get(accountId) ?? 0) + bytes;
    if (now > 0) ofAccount.set(accountId, now);
    else ofAccount.delete(accountId);
    used += bytes;
  };
  const fits = (accountId: string, bytes: number): boolean =>
    (ofAccount.get(accountId) ?? 0) + bytes <= limits.maxTransferBytesPerAccount &&
    used + bytes <= limits.maxTransferBytes;
  /** Messages are on the same disk, and come first. */
  const diskHasRoom = async (bytes: number): Promise<boolean> => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize - bytes >= limits.minFreeDiskBytes;
  };
  return {
    take: async (accountId, length) => {
      const cost = costOf(length);
      if (!fits(accountId, cost)) throw new CodedError('quota_full');
      change(accountId, cost);
      try {
        if (!(await diskHasRoom(cost))) throw new CodedError('quota_full');
      } catch (error) {
        change(accountId, -cost);
        throw error;
      }
    },
    add: (accountId, length) => change(accountId, costOf(length)),
    free: (accountId, length) => change(accountId, -costOf(length)),
    usedBytes: () => used,
  };
};
