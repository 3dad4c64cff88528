/** Deliveries handed to a device that it has not acknowledged. */
export interface DeliveryWindow {
  readonly add: (seq: number, bytes: number) => void;
  readonly acknowledge: (throughSeq: number) => void;
  readonly roomCount: () => number;
  readonly roomBytes: () => number;
}

export const createDeliveryWindow = (maxCount: number, maxBytes: number): DeliveryWindow => {
  let entries: { readonly seq: number; readonly bytes: number }[] = [];
  let first = 0;
  let bytes = 0;
  return {
    add: (seq, size) => {
      entries.push({ seq, bytes: size });
      bytes += size;
    },
    acknowledge: (throughSeq) => {
      for (
        let entry = entries[first];
        entry !== undefined && entry.seq <= throughSeq;
        entry = entries[first]
      ) {
        bytes -= entry.bytes;
        first++;
      }
      if (first > 1_024 || first === entries.length) {
        entries = entries.slice(first);
        first = 0;
      }
    },
    roomCount: () => maxCount - (entries.length - first),
    roomBytes: () => maxBytes - bytes,
  };
};
