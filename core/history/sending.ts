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
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { pause } from '../platform/pause.ts';
import { buildChunk, type Cursor, type Extent } from './build.ts';
import { encodeChunk } from './chunk.ts';
import { createMover } from './mover.ts';
import { sealChunk } from './sealing.ts';

/** History on its way from here to a new device. */
export interface Sending {
  readonly state: () => HistoryMove | null;
  /**
   * Opens a transfer for a device after the last one that there is, and keeps what it takes to fill it. Rejects as `Api` does, and
   * with `history_moving` while one goes on.
   */
  readonly offer: (lastDeviceId: number) => Promise<ProvisionedHistory>;
  /** This is the account's last device now: takes back an offer for which no other came in time. */
  readonly listed: (lastDeviceId: number) => void;
  /** Nobody was told of the offer. */
  readonly withdraw: () => Promise<void>;
  /** A new device joined and named this transfer: what came before is here now. Inside a transaction. */
  readonly joined: (transferId: string) => void;
  /** Goes on, when there is something to send. */
  readonly go: () => void;
  readonly cancel: () => Promise<void>;
  /** Tries again after it failed. */
  readonly resume: () => void;
  /** Rests until `go`. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

const cursorSchema = z.object({ order: z.int(), place: z.int() });
const stages = ['offered', 'moving', 'ended', 'done', 'cancelled', 'failed'] as const;
const keptSchema = z.object({
  transferId: uuidSchema,
  /** Null once it is done or cancelled; what failed may be tried again. */
  key: z.nullable(bytesSchema(32)),
  offeredAt: timestampSchema,
  lastDeviceId: z.int(),
  stage: z.enum(stages),
  /** Null until the new device joined. */
  extent: z.nullable(z.object({ order: z.int(), place: z.int(), total: z.int() })),
  /** What was put: chunks, messages, and up to where. */
  index: z.int(),
  messages: z.int(),
  from: cursorSchema,
  /** Up to where the chunk at `index` goes, and how many messages there are with it, before it is put: made again it goes as far. */
  to: z.nullable(z.object({ order: z.int(), place: z.int(), messages: z.int() })),
  problem: z.nullable(errorBodySchema),
});
type Kept = z.infer<typeof keptSchema>;

const withoutKey = (kept: Kept): Kept =>
  kept.stage === 'done' || kept.stage === 'cancelled' ? { ...kept, key: null } : kept;

/** Which chunk is made next, and of what. */
interface Next {
  readonly index: number;
  readonly before: number;
  readonly from: Cursor;
  readonly to: Cursor | null;
}

interface Made {
  readonly sealed: Uint8Array;
  readonly isLast: boolean;
  readonly messages: number;
  readonly to: Cursor;
}

const metaName = 'history.sending';
/** A device joins until its code and its ticket, which is younger, are over. */
export const offerLifetimeMs = 2 * limits.linkLifetimeMs;
/** How often it is asked whether the new device has taken all. */
const askTakenMs = 5_000;

/** Over the database: goes on after a restart where it stood. */
export const createSending = (
  context: Context,
  options: { readonly account: Account; readonly onChanged: () => void },
): Sending => {
  const { store, random, clock, onUnexpected } = context;
  const { account, onChanged } = options;
  const { meta } = store;

  const load = (): Kept | null => keptSchema.safeParse(meta.get(metaName)).data ?? null;
  const change = (kept: Kept, changed: Partial<Kept>): Kept => {
    const next = withoutKey({ ...kept, ...changed });
    meta.set(metaName, next);
    onChanged();
    return next;
  };
  // Ended by a version that kept the key.
  const ended = load();
  if (ended?.key && withoutKey(ended) !== ended) meta.set(metaName, withoutKey(ended));
  const isActive = (kept: Kept | null): kept is Kept =>
    kept !== null && ['offered', 'moving', 'ended'].includes(kept.stage);

  /** The next chunk after `from`, as the server gets it; `before` counts the messages of those before it. */
  const make = async (
    { transferId, key }: { readonly transferId: string; readonly key: string },
    extent: Extent,
    { index, before, from, to }: Next,
  ): Promise<Made> => {
    const { chunk, isLast, to: reached } = await buildChunk(context, extent, from, to);
    const messages = before + chunk.messages.length;
    const end = isLast ? { chunks: index + 1, messages } : null;
    const content = await encodeChunk({ ...chunk, end });
    const sealed = sealChunk(fromBase64(key), { transferId, index, isLast }, content, random);
    return { sealed, isLast, messages, to: reached };
  };

  /** The chunk at `index` is on the server. */
  const advance = async (
    kept: Kept,
    isLast: boolean,
    signal: AbortSignal,
  ): Promise<Kept | null> => {
    const { transferId, to } = kept;
    if (!to) return kept;
    const index = kept.index + 1;
    if (isLast) await account.api(signal)('endTransfer', { transferId, total: index });
    if (signal.aborted) return null;
    const { messages, order, place } = to;
    const stage = isLast ? 'ended' : 'moving';
    return change(kept, { index, messages, from: { order, place }, to: null, stage });
  };

  /** Where it was broken off: a chunk whose answer was lost is there, and another one for its place is not taken. */
  const passOver = async (signal: AbortSignal): Promise<Kept | null> => {
    const kept = load();
    if (kept?.stage !== 'moving' || !kept.to || !kept.extent) return kept;
    const { transferId, index, to, extent } = kept;
    const { put } = await account.api(signal)('describeTransfer', { transferId });
    if (signal.aborted) return null;
    const isLast = to.order >= extent.order && to.place >= extent.place;
    return put > index ? advance(kept, isLast, signal) : kept;
  };

  /** Puts what is left, the next chunk made while one is on its way. */
  const putAll = async (signal: AbortSignal): Promise<void> => {
    let kept = await passOver(signal);
    if (!kept?.extent || kept.key === null || signal.aborted) return;
    const { extent, transferId, key, index: first, messages: before, from, to } = kept;
    let making = make({ transferId, key }, extent, { index: first, before, from, to });
    while (kept?.stage === 'moving') {
      const { index } = kept;
      const made = await making;
      if (signal.aborted) return;
      const { messages } = made;
      if (kept.to === null) kept = change(kept, { to: { ...made.to, messages } });
      if (!made.isLast) {
        const next = { index: index + 1, before: made.messages, from: made.to, to: null };
        making = make({ transferId, key }, extent, next);
        // It is awaited in its turn, unless something fails before.
        making.catch(() => undefined);
      }
      await account.api(signal)('putChunk', { transferId, index }, made.sealed);
      if (signal.aborted) return;
      kept = await advance(kept, made.isLast, signal);
    }
  };

  /** What was tried before, and still ran at the server, may have got there first: then another one for its place is not taken. */
  const putUntilTaken = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const before = load();
      try {
        return await putAll(signal);
      } catch (error) {
        if (!isCodedError(error) || error.code !== 'bad_request') throw error;
        const kept = signal.aborted ? null : await passOver(signal);
        if (!kept || kept.index === before?.index) throw error;
      }
    }
  };

  /** The new device closes the transfer when it has all. */
  const awaitTaken = async (signal: AbortSignal): Promise<void> => {
    for (let kept = load(); kept?.stage === 'ended' && !signal.aborted; kept = load()) {
      const { transferId, index } = kept;
      const { taken } = await account.api(signal)('describeTransfer', { transferId });
      if (signal.aborted) return;
      if (taken >= index) change(kept, { stage: 'done' });
      else await pause(clock, askTakenMs, signal).over;
    }
  };

  const work = async (signal: AbortSignal): Promise<void> => {
    try {
      await putUntilTaken(signal);
      await awaitTaken(signal);
    } catch (error) {
      const kept = load();
      const isClosed = isCodedError(error) && error.code === 'not_found';
      const isOver = clock.now() >= (kept?.offeredAt ?? 0) + limits.transferLifetimeMs;
      if (!kept || !isClosed || isOver || signal.aborted) throw error;
      // Closed by the other device: it has all, or wants no more.
      change(kept, { stage: kept.stage === 'ended' ? 'done' : 'cancelled' });
    }
  };
  const mover = createMover(context, {
    work,
    onFailed: (error) => {
      const kept = load();
      if (kept) change(kept, { stage: 'failed', problem: toErrorBody(error) });
    },
    onChanged,
  });

  const go = (): void => {
    const kept = load();
    if (isActive(kept) && kept.extent) mover.go();
  };
  const closeTransfer = async ({ transferId }: Kept): Promise<void> => {
    // What is not closed goes by itself after a day.
    await account
      .api()('closeTransfer', { transferId })
      .catch(() => undefined);
  };
  const shownStage = (kept: Kept): HistoryMove['stage'] => {
    if (isActive(kept) && kept.extent && mover.isPaused()) return 'paused';
    if (kept.stage === 'offered') return 'waiting';
    return kept.stage === 'ended' ? 'moving' : kept.stage;
  };

  const withdraw = async (): Promise<void> => {
    const kept = load();
    if (kept?.stage !== 'offered') return;
    meta.remove(metaName);
    onChanged();
    await closeTransfer(kept);
  };

  return {
    state: () => {
      const kept = load();
      return (
        kept && {
          direction: 'sending',
          stage: shownStage(kept),
          doneMessages: kept.messages,
          totalMessages: kept.extent && Math.max(kept.extent.total, kept.messages),
          problem: kept.problem,
        }
      );
    },
    offer: async (lastDeviceId) => {
      if (isActive(load())) throw new CodedError('history_moving');
      const { transferId } = await account.api()('openTransfer', {});
      const key = toBase64(random.bytes(32));
      meta.set(metaName, {
        transferId,
        key,
        offeredAt: clock.now(),
        lastDeviceId,
        stage: 'offered',
        extent: null,
        index: 0,
        messages: 0,
        from: { order: 0, place: 0 },
        to: null,
        problem: null,
      } satisfies Kept);
      onChanged();
      return { transferId, key, maxOrder: store.history.newestOrder() };
    },
    withdraw,
    listed: (lastDeviceId) => {
      const kept = load();
      if (kept?.stage !== 'offered' || lastDeviceId > kept.lastDeviceId) return;
      if (clock.now() < kept.offeredAt + offerLifetimeMs) return;
      withdraw().catch((error: unknown) => onUnexpected('history', error));
    },
    joined: (transferId) => {
      const kept = load();
      if (kept?.stage !== 'offered' || kept.transferId !== transferId) return;
      const order = store.history.newestOrder();
      const place = store.history.newestPlace();
      const extent = { order, place, total: store.history.count(order) };
      meta.set(metaName, { ...kept, stage: 'moving', extent } satisfies Kept);
    },
    go,
    cancel: async () => {
      const kept = load();
      if (!isActive(kept)) return;
      mover.stop();
      change(kept, { stage: 'cancelled' });
      await closeTransfer(kept);
    },
    resume: () => {
      const kept = load();
      if (kept?.stage !== 'failed' || !kept.extent) return;
      change(kept, { stage: 'moving', problem: null });
      go();
    },
    stop: mover.stop,
    close: async () => {
      mover.stop();
      await mover.settled();
    },
  };
};
