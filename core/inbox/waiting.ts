import { type Delivery, sealedType } from '../../contract/wire/frames.ts';

/** Deliveries that nobody has read yet, in order. */
export interface Waiting {
  readonly add: (deliveries: readonly Delivery[]) => void;
  /** Takes the first out; undefined when there is none. */
  readonly next: () => Delivery | undefined;
  /** It was taken out last, and is the first again. */
  readonly putBack: (delivery: Delivery) => void;
  /** The first so many, which stay. */
  readonly peek: (count: number) => readonly Delivery[];
  readonly clear: () => void;
  readonly count: () => number;
  /** Whether something is among them that came sealed. */
  readonly hasSealed: () => boolean;
  /** Of their ciphertexts. */
  readonly bytes: () => number;
}

/** Nothing waiting yet. */
export const createWaiting = (): Waiting => {
  let deliveries: Delivery[] = [];
  let first = 0;
  let bytes = 0;
  const clear = () => {
    deliveries = [];
    first = 0;
    bytes = 0;
  };
  return {
    add: (more) => {
      if (first > 0) deliveries = deliveries.slice(first);
      first = 0;
      for (const delivery of more) {
        deliveries.push(delivery);
        bytes += delivery.content.length;
      }
    },
    next: () => {
      const delivery = deliveries[first];
      if (!delivery) return undefined;
      first++;
      bytes -= delivery.content.length;
      // Whoever waits for more holds on to nothing that was read.
      if (first === deliveries.length) clear();
      return delivery;
    },
    putBack: (delivery) => {
      deliveries = [delivery, ...deliveries.slice(first)];
      first = 0;
      bytes += delivery.content.length;
    },
    peek: (count) => deliveries.slice(first, first + count),
    clear,
    count: () => deliveries.length - first,
    hasSealed: () => deliveries.some(({ type }) => type === sealedType),
    bytes: () => bytes,
  };
};
