import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { uuidSchema } from '../../../contract/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import { type RandomBytes, randomUuid } from '../../platform/random.ts';
import type { ServerLimits } from '../../server-limits.ts';
import { createTransferFolder, type FoundTransfer } from './folder.ts';
import { createSpace } from './space.ts';
import { createTransfer, type Transfer } from './transfer.ts';

/** Every transfer of the server. */
export interface Transfers {
  /** Throws `quota_full`. */
  readonly open: (
    accountId: string,
  ) => Promise<{ readonly id: string; readonly expiresAt: number }>;
  /** One of this account. Throws `not_found`. */
  readonly find: (accountId: string, id: string) => Transfer;
  readonly remove: (accountId: string, id: string) => Promise<void>;
  readonly removeAccount: (accountId: string) => Promise<void>;
  readonly count: () => number;
  readonly usedBytes: () => number;
  readonly close: () => Promise<void>;
}

export interface TransfersOptions {
  /** Their own folder; made when it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly limits: ServerLimits;
  /** Of these accounts, those that there are. */
  readonly standing: (accountIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly onChanged: (id: string) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Reads what a former process left, and removes what is no more. */
export const openTransfers = async (options: TransfersOptions): Promise<Transfers> => {
  const { folder: parent, clock, random, limits, onChanged, onFailed } = options;
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const space = createSpace({ folder: parent, limits });
  const transfers = new Map<string, Transfer>();
  /** Folders that could not be removed yet. */
  const leftovers = new Set<string>();

  const isOver = (expiresAt: number): boolean => {
    const left = expiresAt - clock.now();
    // More than it ever had: the clock was ahead when it was opened, and was put right since.
    return left <= 0 || left > limits.transferLifetimeMs;
  };
  const keep = (id: string, found: FoundTransfer): void => {
    const folder = createTransferFolder(parent, id);
    const told = () => onChanged(id);
    transfers.set(id, createTransfer({ folder, space, found, limits, onChanged: told }));
  };
  const discard = async (id: string, transfer: Transfer): Promise<void> => {
    transfers.delete(id);
    leftovers.add(id);
    await transfer.remove();
    leftovers.delete(id);
  };

  const readAll = async (): Promise<void> => {
    const found = new Map<string, FoundTransfer>();
    for (const name of await readdir(parent)) {
      const isTransfer = uuidSchema.safeParse(name).success;
      const present = isTransfer ? await createTransferFolder(parent, name).find() : null;
      if (present === null || isOver(present.state.expiresAt)) leftovers.add(name);
      else found.set(name, present);
    }
    const standing = await options.standing(
      [...found.values()].map(({ state }) => state.accountId),
    );
    for (const [id, present] of found)
      if (standing.has(present.state.accountId)) keep(id, present);
      else leftovers.add(id);
  };
  const clear = async (): Promise<void> => {
    for (const name of [...leftovers]) {
      await rm(join(parent, name), { recursive: true, force: true });
      leftovers.delete(name);
    }
  };
  const sweep = async (): Promise<void> => {
    for (const [id, transfer] of [...transfers])
      if (isOver(transfer.progress().expiresAt)) await discard(id, transfer);
    await clear();
  };

  await readAll();
  await clear().catch(onFailed);
  let sweeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep).catch(onFailed);
  }, limits.sweepIntervalMs);

  const ofAccount = (accountId: string): [string, Transfer][] =>
    [...transfers].filter(([, transfer]) => transfer.accountId === accountId);

  return {
    open: async (accountId) => {
      if (
        ofAccount(accountId).length >= limits.maxTransfersPerAccount ||
        limits.maxTransferBytes === 0
      )
        throw new CodedError('quota_full');
      const id = randomUuid(random);
      const expiresAt = clock.now() + limits.transferLifetimeMs;
      const state = { accountId, expiresAt, taken: 0, total: null };
      // Counted from here on, so that many at once are not more than are allowed.
      keep(id, { state, lengths: [] });
      try {
        await createTransferFolder(parent, id).create(state);
      } catch (error) {
        transfers.delete(id);
        leftovers.add(id);
        throw new CodedError('storage_failed', { cause: error });
      }
      return { id, expiresAt };
    },
    find: (accountId, id) => {
      const transfer = transfers.get(id);
      if (transfer?.accountId !== accountId || isOver(transfer.progress().expiresAt))
        throw new CodedError('not_found');
      return transfer;
    },
    remove: async (accountId, id) => {
      const transfer = transfers.get(id);
      if (transfer?.accountId === accountId) await discard(id, transfer);
    },
    removeAccount: async (accountId) => {
      for (const [id, transfer] of ofAccount(accountId)) await discard(id, transfer);
    },
    count: () => transfers.size,
    usedBytes: space.usedBytes,
    close: async () => {
      clearInterval(timer);
      await sweeping;
      await Promise.all([...transfers.values()].map((transfer) => transfer.idle()));
    },
  };
};
