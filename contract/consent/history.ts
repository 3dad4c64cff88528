import { highestUpTo } from './highest.ts';
import type { ConsentRecord } from './record.ts';
import type { TakenRecord } from './taken.ts';

/** A record that can give something: read, ordered by the server, and of a device that told one story until then. */
export interface ClearRecord extends TakenRecord {
  readonly record: ConsentRecord;
  readonly order: number;
  readonly receivedAt: number;
}

/** What an account's records say together, whichever devices wrote them. */
export interface History {
  /** Every record once, ordered ones first and by their order, then those that wait. */
  readonly all: readonly TakenRecord[];
  /** Those that can give something, by their order. */
  readonly clear: readonly ClearRecord[];
  /** False when an order below the newest is missing: nobody knows what it said. */
  readonly complete: boolean;
}

const orderOf = (taken: TakenRecord): number => taken.order ?? Number.POSITIVE_INFINITY;
const sequenceOf = (taken: TakenRecord): number => taken.record?.sequence ?? 0;

/** One of each hash. What was ordered counts before what waits; of two orders, the one that is harder to have seen. */
const distinct = (records: readonly TakenRecord[]): readonly TakenRecord[] => {
  const byHash = new Map<string, TakenRecord>();
  for (const next of records) {
    const known = byHash.get(next.hash);
    const kept = known && (next.order ?? 0) <= (known.order ?? 0) ? known : next;
    byHash.set(next.hash, { ...kept, forked: next.forked || (known?.forked ?? false) });
  }
  return [...byHash.values()];
};

const areComplete = (records: readonly TakenRecord[]): boolean => {
  const orders = new Set(records.flatMap(({ order }) => order ?? []));
  return [...orders].every((order) => order === 1 || orders.has(order - 1));
};

const forksOf = (records: readonly TakenRecord[]): readonly TakenRecord[] => {
  const key = ({ record }: TakenRecord) => record && `${record.deviceId} ${record.sequence}`;
  const counts = new Map<string, number>();
  for (const taken of records) {
    const place = key(taken);
    if (place !== null) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return records.filter((taken) => taken.forked || (counts.get(key(taken) ?? '') ?? 0) > 1);
};

const isClear = (forks: readonly TakenRecord[]) => {
  const forked = new Set(forks);
  const steps = new Map<number, [number, number][]>();
  for (const fork of forks) {
    if (fork.record === null) continue;
    const { deviceId, sequence } = fork.record;
    const step: [number, number] = [sequence, orderOf(fork)];
    const own = steps.get(deviceId);
    if (own) own.push(step);
    else steps.set(deviceId, [step]);
  }
  const lastFork = new Map([...steps].map(([device, of]) => [device, highestUpTo(of)]));
  return (taken: TakenRecord): taken is ClearRecord => {
    const { record, order, receivedAt } = taken;
    if (record === null || order === null || receivedAt === null || forked.has(taken)) return false;
    // After a fork the device’s own chain vouches for nothing: only what the server had shown it does.
    const before = lastFork.get(record.deviceId)?.(record.sequence - 1) ?? -Infinity;
    return before <= record.seenOrder;
  };
};

/** Puts together what the server ordered and what waits on this device, in any order, repeated or with gaps. */
export const historyOf = (records: readonly TakenRecord[]): History => {
  const known = distinct(records);
  const all = [...known].sort(
    (a, b) => Math.sign(orderOf(a) - orderOf(b)) || sequenceOf(a) - sequenceOf(b),
  );
  return { all, clear: all.filter(isClear(forksOf(known))), complete: areComplete(known) };
};
