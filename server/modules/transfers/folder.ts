import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { accountIdSchema, timestampSchema } from '../../../contract/ids.ts';
import { syncFolder, writeDurably } from '../../platform/durable-files.ts';

const stateSchema = z.object({
  accountId: accountIdSchema,
  expiresAt: timestampSchema,
  taken: z.int().check(z.minimum(0)),
  total: z.nullable(z.int().check(z.minimum(0))),
});
/** What is written of a transfer beside its chunks. */
export type TransferState = z.infer<typeof stateSchema>;

export interface FoundTransfer {
  readonly state: TransferState;
  /** Lengths in bytes of the chunks that wait, from the first that was not taken. */
  readonly lengths: readonly number[];
}

/** One transfer on the disk: a folder with its state, and a file for each chunk that is named by its place and its length. */
export interface TransferFolder {
  /** Makes it, durably. */
  readonly create: (state: TransferState) => Promise<void>;
  readonly saveState: (state: TransferState) => Promise<void>;
  readonly putChunk: (index: number, bytes: Uint8Array) => Promise<void>;
  readonly readChunk: (index: number, length: number) => Promise<Uint8Array>;
  readonly removeChunk: (index: number, length: number) => Promise<void>;
  /** What stands there, after removing what does not belong; null when it is no transfer. */
  readonly find: () => Promise<FoundTransfer | null>;
  readonly remove: () => Promise<void>;
}

const stateFile = 'state.json';
const chunkName = (index: number, length: number): string => `${index}.${length}`;
const chunkForm = /^(\d+)\.(\d+)$/;

const parseState = (text: string): TransferState | null => {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** `parent` stands; `id` is a UUID. */
export const createTransferFolder = (parent: string, id: string): TransferFolder => {
  const folder = join(parent, id);
  const chunk = (index: number, length: number): string => join(folder, chunkName(index, length));
  const saveState = (state: TransferState): Promise<void> =>
    writeDurably(folder, stateFile, JSON.stringify(state));

  const find = async (): Promise<FoundTransfer | null> => {
    const text = await readFile(join(folder, stateFile), 'utf8').catch(() => '');
    const state = parseState(text);
    if (state === null) return null;
    const lengthOf = new Map<number, number>();
    const names = await readdir(folder);
    for (const name of names) {
      const [, index, length] = chunkForm.exec(name) ?? [];
      if (index !== undefined) lengthOf.set(Number(index), Number(length));
    }
    const lengths: number[] = [];
    const kept = new Set([stateFile]);
    for (let index = state.taken; ; index++) {
      const length = lengthOf.get(index);
      if (length === undefined) break;
      lengths.push(length);
      kept.add(chunkName(index, length));
    }
    for (const name of names)
      if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
    return { state, lengths };
  };

  return {
    create: async (state) => {
      await mkdir(folder, { mode: 0o700 });
      await saveState(state);
      await syncFolder(parent);
    },
    saveState,
    putChunk: (index, bytes) => writeDurably(folder, chunkName(index, bytes.length), bytes),
    readChunk: (index, length) => readFile(chunk(index, length)),
    removeChunk: (index, length) => rm(chunk(index, length), { force: true }),
    find,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
