import type { BusMessage } from '../../bus/types.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { RelayStore } from '../../store/types.ts';
import { createDeliveryWindow } from './window.ts';

type Delivery = NonNullable<BusMessage['deliveries']>[number];

export interface OutgoingDependencies {
  readonly deviceRef: number;
  readonly store: Pick<RelayStore, 'waiting'>;
  readonly limits: ServerLimits;
  /** Everything up to here is the device's already. */
  readonly afterSeq: number;
  readonly deliver: (bodies: readonly Uint8Array[]) => void;
  readonly caughtUp: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Hands a device its envelopes in order: from the store until it has caught up, then as they come. */
export interface Outgoing {
  readonly onStored: (message: BusMessage) => void;
  readonly onAcknowledged: (throughSeq: number) => void;
  /** Looks into the store, in case a wake was lost. */
  readonly look: () => void;
  readonly close: () => void;
}

export const createOutgoing = (dependencies: OutgoingDependencies): Outgoing => {
  const { deviceRef, store, limits, deliver } = dependencies;
  const window = createDeliveryWindow(limits.deliveryWindowCount, limits.deliveryWindowBytes);
  let knownSeq = dependencies.afterSeq;
  let caughtUp = false;
  let closed = false;
  /** The store holds, or may hold, more than was handed out. */
  let behind = true;
  let reading = false;

  const hand = (deliveries: readonly Delivery[]): void => {
    for (const { seq, body } of deliveries) window.add(seq, body.length);
    knownSeq = deliveries.at(-1)?.seq ?? knownSeq;
    deliver(deliveries.map(({ body }) => body));
  };

  const readOnce = async (): Promise<boolean> => {
    const room = Math.min(window.roomCount(), limits.maxDeliveriesPerFrame);
    if (room <= 0 || window.roomBytes() <= 0) return false;
    behind = false;
    const found = await store.waiting(
      deviceRef,
      knownSeq,
      room,
      Math.min(window.roomBytes(), limits.maxFrameBytes / 2),
    );
    if (closed) return false;
    if (found.length > 0) {
      behind = true;
      hand(found);
      return true;
    }
    if (!caughtUp) {
      caughtUp = true;
      dependencies.caughtUp();
    }
    return behind;
  };

  const read = async (): Promise<void> => {
    reading = true;
    try {
      while (!closed && (await readOnce())) {
        // Until the window is full or nothing waits.
      }
    } catch (error) {
      behind = true;
      dependencies.onFailed(error);
    }
    reading = false;
  };

  const look = (): void => {
    behind = true;
    if (!reading && !closed) void read();
  };

  const handLive = (deliveries: readonly Delivery[]): void => {
    let from = 0;
    while (from < deliveries.length) {
      const most = Math.min(window.roomCount(), limits.maxDeliveriesPerFrame);
      let bytes = 0;
      let to = from;
      while (
        to < deliveries.length &&
        to - from < most &&
        bytes < Math.min(window.roomBytes(), limits.maxFrameBytes / 2)
      ) {
        bytes += deliveries[to]?.body.length ?? 0;
        to++;
      }
      if (to === from) {
        behind = true;
        return;
      }
      hand(deliveries.slice(from, to));
      from = to;
    }
  };

  look();
  return {
    onStored: ({ deliveries, previousSeq }) => {
      if (closed) return;
      if (
        reading ||
        behind ||
        !caughtUp ||
        deliveries === undefined ||
        previousSeq === undefined ||
        previousSeq > knownSeq
      ) {
        // A look that is under way may have begun before this was stored.
        if (reading) behind = true;
        else if (!behind || window.roomCount() > 0) look();
        return;
      }
      handLive(deliveries.filter(({ seq }) => seq > knownSeq));
    },
    onAcknowledged: (throughSeq) => {
      window.acknowledge(throughSeq);
      if (
        behind &&
        !reading &&
        window.roomCount() * 2 >= limits.deliveryWindowCount &&
        window.roomBytes() * 2 >= limits.deliveryWindowBytes
      )
        look();
    },
    look,
    close: () => {
      closed = true;
    },
  };
};
