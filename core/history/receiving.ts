import * as z from 'zod/mini';
import {
  CodedError,
  errorBodySchema,
  isCodedError,
  toErrorBody,
} from '../../contract/errors/coded-error.ts';
import { bytesSchema, timestampSchema, uuidSchema } from '../../contract/ids.ts';
import type { HistoryMove } from '../../contract/ipc/devices.ts';
import type { ProvisionedHistory } from '../../contract/linking/provision.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { breathe } from '../platform/breathe.ts';
import { noChanges, publish } from '../publish.ts';
import { type Chunk, decodeChunk, readRows } from './chunk.ts';
import { createMover } from './mover.ts';
import { openChunk } from './sealing.ts';

/** History on its way from another device of the account to this one. */
export interface Receiving {
  readonly state: () => HistoryMove | null;
  /**
   * This device joins, and is promised this: the orders for it are kept free from here on, so that what comes meanwhile stands
   * behind it. Inside the transaction of joining.
   */
  readonly expect: (promised: ProvisionedHistory | null) => void;
  readonly go: () => void;
  readonly cancel: () => Promise<void>;
  readonly resume: () => void;
  /** Rests until `go`. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

const keptSchema = z.object({
  transferId: uuidSchema,
  /** Null once it is done or cancelled; what failed may be tried again. */
  key: z.nullable(bytesSchema(32)),
  expectedAt: timestampSchema,
  stage: z.enum(['waiting', 'moving', 'done', 'cancelled', 'failed']),
  /** Orders of the sender stand here so much higher, up to the sender's `most`. */
  base: z.int(),
  most: z.int(),
  /** The chunk that is next, and how many of its messages were taken. */
  index: z.int(),
  row: z.int(),
  /** Of the messages before that chunk: how many there were, and the last of their orders. */
  messages: z.int(),
  after: z.int(),
  total: z.nullable(z.int()),
  problem: z.nullable(errorBodySchema),
});
type Kept = z.infer<typeof keptSchema>;
type Active = Kept & { readonly key: string };

const withoutKey = (kept: Kept): Kept =>
  kept.stage === 'done' || kept.stage === 'cancelled' ? { ...kept, key: null } : kept;

const metaName = 'history.receiving';
/** What the sender receives between its answer and the last word before this device stands below, too. */
const margin = 1_000_000;
/** Rows in one transaction, as many as take so long: other work gets its turn after each. */
const rowsAtOnce = { first: 500, least: 200, most: 2_000 };
const sliceMs = 50;

/** Over the database: goes on after a restart where it stood. */
export const createReceiving = (
  context: Context,
  options: { readonly account: Account; readonly onChanged: () => void },
): Receiving => {
  const { store, clock, random } = context;
  const { account, onChanged } = options;
  const { meta } = store;

  let rows = rowsAtOnce.first;
  const load = (): Kept | null => keptSchema.safeParse(meta.get(metaName)).data ?? null;
  const change = (kept: Kept, changed: Partial<Kept>): Kept => {
    const next = withoutKey({ ...kept, ...changed });
    meta.set(metaName, next);
    return next;
  };
  // Ended by a version that kept the key.
  const ended = load();
  if (ended?.key && withoutKey(ended) !== ended) meta.set(metaName, withoutKey(ended));
  const isActive = (kept: Kept | null): kept is Active =>
    kept !== null && kept.key !== null && (kept.stage === 'waiting' || kept.stage === 'moving');

  const fetchChunk = async (
    { transferId, key }: Active,
    index: number,
    signal: AbortSignal,
  ): Promise<Chunk | null> => {
    const sealed = await account.api(signal)('getChunk', {
      transferId,
      index,
      waitMs: limits.maxWaitMs,
    });
    if (!sealed) return null;
    const { isLast, content } = openChunk(fromBase64(key), { transferId, index }, sealed);
    const chunk = await decodeChunk(content);
    if (isLast !== (chunk.end !== null)) throw new CodedError('proof_invalid');
    return chunk;
  };

  const isWhole = ({ end }: Chunk, { index, messages }: Kept): boolean =>
    end === null || (end.chunks === index && end.messages === messages);

  /** Adds what is left of a chunk, in slices, each with how far it goes. Gives what is kept then. */
  const take = async (from: Kept, chunk: Chunk, signal: AbortSignal): Promise<Kept | null> => {
    const { chats, messages } = readRows(chunk, from);
    const next: Kept = {
      ...from,
      stage: chunk.end ? 'done' : 'moving',
      index: from.index + 1,
      row: 0,
      messages: from.messages + messages.length,
      after: chunk.messages.at(-1)?.[1] ?? from.after,
      total: Math.max(chunk.total, from.messages + messages.length),
    };
    if (!isWhole(chunk, next)) throw new CodedError('proof_invalid');
    let kept = from;
    const changes = noChanges();
    do {
      const began = performance.now();
      const slice = messages.slice(kept.row, kept.row + rows);
      const isEnd = kept.row + slice.length >= messages.length;
      kept = store.transaction(() => {
        if (kept.row === 0) store.history.addChats(chats, random.uuid);
        const { chatIds } = store.history.addMessages(slice);
        for (const chatId of chatIds) changes.chatIds.add(chatId);
        return change(kept, isEnd ? next : { row: kept.row + slice.length, total: next.total });
      });
      const wanted = (rows * sliceMs) / Math.max(1, performance.now() - began);
      if (slice.length === rows)
        rows = Math.round(Math.min(rowsAtOnce.most, Math.max(rowsAtOnce.least, wanted)));
      await breathe();
    } while (kept.index < next.index && !signal.aborted);
    publish(context, changes);
    if (changes.chatIds.size > 0)
      context.emit('messages.filledIn', { chatIds: [...changes.chatIds] });
    if (signal.aborted) return null;
    onChanged();
    return kept;
  };

  const work = async (signal: AbortSignal): Promise<void> => {
    try {
      let kept: Kept | null = load();
      if (!isActive(kept)) return;
      let coming = fetchChunk(kept, kept.index, signal);
      let going = Promise.resolve();
      while (isActive(kept)) {
        const chunk: Chunk | null = await coming;
        if (signal.aborted) return;
        const isMore = chunk === null || chunk.end === null;
        if (isMore) coming = fetchChunk(kept, kept.index + (chunk ? 1 : 0), signal);
        // It is awaited in its turn, unless something fails before.
        coming.catch(() => undefined);
        if (!chunk) continue;
        kept = await take(kept, chunk, signal);
        if (!kept) return;
        const taken = kept;
        going = going.then(() => letGo(taken, signal));
      }
      await going;
    } catch (error) {
      const kept = load();
      const isClosed = isCodedError(error) && error.code === 'not_found';
      const isOver = clock.now() >= (kept?.expectedAt ?? 0) + limits.transferLifetimeMs;
      if (!kept || !isClosed || isOver || signal.aborted) throw error;
      change(kept, { stage: 'cancelled' });
      onChanged();
    }
  };

  /** What is on the disk here goes there. That it does is no condition: a later call takes it along, or its day ends. */
  const letGo = async ({ transferId, index, stage }: Kept, signal: AbortSignal): Promise<void> => {
    const api = account.api(signal);
    const going =
      stage === 'done'
        ? api('closeTransfer', { transferId })
        : api('takeChunks', { transferId, count: index });
    await going.catch(() => undefined);
  };

  const mover = createMover(context, {
    work,
    onFailed: (error) => {
      const kept = load();
      if (kept) change(kept, { stage: 'failed', problem: toErrorBody(error) });
      onChanged();
    },
    onChanged,
  });
  const go = (): void => {
    if (isActive(load())) mover.go();
  };

  return {
    state: () => {
      const kept = load();
      return (
        kept && {
          direction: 'receiving',
          stage: isActive(kept) && mover.isPaused() ? 'paused' : kept.stage,
          doneMessages: kept.messages + kept.row,
          totalMessages: kept.total,
          problem: kept.problem,
        }
      );
    },
    expect: (promised) => {
      meta.remove(metaName);
      if (!promised) return;
      const { transferId, key, maxOrder } = promised;
      const most = maxOrder + margin;
      meta.set(metaName, {
        transferId,
        key,
        expectedAt: clock.now(),
        stage: 'waiting',
        base: store.history.reserve(most),
        most,
        index: 0,
        row: 0,
        messages: 0,
        after: 0,
        total: null,
        problem: null,
      } satisfies Kept);
    },
    go,
    cancel: async () => {
      const kept = load();
      if (!isActive(kept)) return;
      mover.stop();
      change(kept, { stage: 'cancelled' });
      onChanged();
      const { transferId } = kept;
      await account
        .api()('closeTransfer', { transferId })
        .catch(() => undefined);
    },
    resume: () => {
      const kept = load();
      if (kept?.stage !== 'failed') return;
      change(kept, { stage: 'moving', problem: null });
      onChanged();
      go();
    },
    stop: mover.stop,
    close: async () => {
      mover.stop();
      await mover.settled();
    },
  };
};
