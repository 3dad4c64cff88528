import * as z from 'zod/mini';
import { isCodedError } from '../../contract/errors/coded-error.ts';
import { base64Schema, timestampSchema } from '../../contract/ids.ts';
import { type Delivery, sealedType } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { backOffMs, mostPauseMs } from '../connection/back-off.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { Unsubscribe } from '../platform/types.ts';

/** What came sealed and cannot be told from a lie before the server says what its certificates lead to. While it does not, the rest is read. */
export interface Aside {
  /** The server was asked in vain on this connection: nothing that waits behind is held up for it. */
  readonly isOn: () => boolean;
  /** Asks; that it is in vain is no reason to read nothing else. */
  readonly whenAsked: (ask: () => Promise<void>) => Promise<void>;
  /** Keeps it beside what is kept already; what is too much, or too old, is lost. Inside a transaction. */
  readonly keep: (deliveries: readonly Delivery[]) => void;
  /** These are kept no more. Inside a transaction. */
  readonly forget: (deliveries: readonly Delivery[]) => void;
  /** The connection ended: the next one is asked anew. */
  readonly down: () => void;
  /** What is kept is to be read, as soon as the server can be asked. */
  readonly wake: () => void;
  readonly close: () => void;
}

const mark = 'inbox.aside';
const most = 500;
const mostBytes = 2_097_152;
const retryRange = { firstMs: 1_000, mostMs: 600_000 };
/** Any but 0, which the server gives to what it never kept. */
const keptSeq = 1;

const keptSchema = z.array(
  z.object({ content: base64Schema(limits.maxSealedEnvelopeBytes), acceptedAt: timestampSchema }),
);
type Kept = z.infer<typeof keptSchema>;

const toDelivery = ({ content, acceptedAt }: Kept[number]): Delivery => ({
  seq: keptSeq,
  acceptedAt,
  senderId: '',
  senderDeviceId: 0,
  type: sealedType,
  content: fromBase64(content),
});

/** `freshen` has the server asked and rejects when that is in vain; `read` reads what is set aside, and has it forgotten in the same transaction. */
export const createAside = (
  { store, clock, random, serverClock, onUnexpected }: Context,
  options: {
    readonly freshen: () => Promise<void>;
    readonly isUp: () => boolean;
    readonly read: (deliveries: readonly Delivery[]) => Promise<void>;
  },
): Aside => {
  let isOn = false;
  let isReading = false;
  let closed = false;
  let failures = 0;
  /** Nothing is kept, as far as is known: looked at after every batch. */
  let isEmpty = false;
  let stopTimer: Unsubscribe = () => undefined;

  const load = (): Kept => {
    const kept = keptSchema.safeParse(store.meta.get(mark));
    return kept.success ? kept.data : [];
  };
  const failed = (error: unknown): void => {
    if (!isCodedError(error)) throw error;
    isOn = true;
    const stated = Math.min(error.retryAfterMs ?? 0, mostPauseMs);
    stopTimer();
    if (!closed)
      stopTimer = clock.after(Math.max(stated, backOffMs(failures++, random, retryRange)), wake);
  };
  const readNow = async (): Promise<void> => {
    const kept = load();
    isEmpty = kept.length === 0;
    if (isEmpty) return;
    try {
      await options.freshen();
    } catch (error) {
      failed(error);
      return;
    }
    isOn = false;
    failures = 0;
    if (!closed) await options.read(kept.map(toDelivery));
  };
  const wake = (): void => {
    if (isEmpty || isReading || closed || !options.isUp()) return;
    isReading = true;
    readNow()
      .catch((error: unknown) => onUnexpected('set aside', error))
      .finally(() => {
        isReading = false;
      });
  };

  return {
    isOn: () => isOn,
    whenAsked: async (ask) => {
      try {
        await ask();
        isOn = false;
      } catch (error) {
        failed(error);
      }
    },
    keep: (deliveries) => {
      if (deliveries.length === 0) return;
      const since = serverClock.now() - limits.envelopeLifetimeMs;
      const kept: Kept = [];
      let bytes = 0;
      for (const one of [
        ...load(),
        ...deliveries.map(({ content, acceptedAt }) => ({
          content: toBase64(content),
          acceptedAt,
        })),
      ]) {
        const isTooMuch = kept.length >= most || bytes + one.content.length > mostBytes;
        if (one.acceptedAt < since || isTooMuch) continue;
        bytes += one.content.length;
        kept.push(one);
      }
      isEmpty = false;
      store.meta.set(mark, kept);
    },
    forget: (deliveries) => {
      const gone = new Set(deliveries.map(({ content }) => toBase64(content)));
      const left = load().filter(({ content }) => !gone.has(content));
      if (left.length > 0) store.meta.set(mark, left);
      else store.meta.remove(mark);
    },
    down: () => {
      isOn = false;
      failures = 0;
      stopTimer();
    },
    wake,
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
