import { highestAbove, highestUpTo } from './highest.ts';
import type { ClearRecord } from './history.ts';
import type { TakenRecord } from './taken.ts';

// A person, deciding `later`, had `earlier` before them when the server had shown it (its order is at most `later.seenOrder`, and less
// than that of `later`), or because the same device wrote it before. Asked here of many at once: an account may have thousands of
// records, and comparing each with each would let one account keep a server busy for minutes.

const orderOf = ({ order }: TakenRecord): number => order ?? Infinity;
/** What no device can have seen by its own chain stands behind all sequences. */
const sequenceOf = ({ record }: TakenRecord): number => record?.sequence ?? Infinity;

/** The newest order that the person had before them. */
const reachOf = ({ record, order }: ClearRecord): number => Math.min(record.seenOrder, order - 1);

const byDevice = <T extends TakenRecord>(records: readonly T[]) => {
  const groups = new Map<number | null, T[]>();
  for (const taken of records) {
    const device = taken.record?.deviceId ?? null;
    const group = groups.get(device);
    if (group) group.push(taken);
    else groups.set(device, [taken]);
  }
  return [...groups];
};

/** Whether a record was given in sight of all of `earlier`. */
export const sawAll = (earlier: readonly TakenRecord[]): ((later: ClearRecord) => boolean) => {
  const groups = byDevice(earlier).map(([device, of]) => ({
    device,
    unseen: highestAbove(of.map((one) => [orderOf(one), sequenceOf(one)])),
  }));
  return (later) =>
    groups.every(({ device, unseen }) => {
      const sequence = unseen(reachOf(later));
      return (
        sequence === -Infinity ||
        (device === later.record.deviceId && sequence < later.record.sequence)
      );
    });
};

/** Whether any of `later` was given in sight of a record. */
export const seenByAny = (later: readonly ClearRecord[]): ((earlier: TakenRecord) => boolean) => {
  const reach = later.reduce((most, one) => Math.max(most, reachOf(one)), -Infinity);
  const sequences = new Map(
    byDevice(later).map(([device, of]) => [
      device,
      of.reduce((most, one) => Math.max(most, one.record.sequence), -Infinity),
    ]),
  );
  return (earlier) =>
    (earlier.order !== null && earlier.order <= reach) ||
    (earlier.record !== null &&
      earlier.record.sequence < (sequences.get(earlier.record.deviceId) ?? -Infinity));
};

/** Whether a record was given in sight of ends that, together, were given in sight of each of `ended`. */
export const sawEndsOf = (
  ended: readonly TakenRecord[],
  ends: readonly ClearRecord[],
): ((later: ClearRecord) => boolean) => {
  const reachByOrder = highestUpTo(ends.map((end) => [end.order, reachOf(end)]));
  const endsOn = new Map(
    byDevice(ends).map(([device, of]) => [
      device,
      {
        reachBySequence: highestUpTo(of.map((end) => [end.record.sequence, reachOf(end)])),
        byOrder: highestUpTo(of.map((end) => [end.order, end.record.sequence])),
        bySequence: highestUpTo(of.map((end) => [end.record.sequence, end.record.sequence])),
      },
    ]),
  );
  const groups = byDevice(ended).map(([device, of]) => ({
    device,
    above: highestAbove(of.map((one) => [orderOf(one), sequenceOf(one)])),
  }));
  return (later) => {
    const { deviceId, sequence } = later.record;
    const own = endsOn.get(deviceId);
    const reach = Math.max(
      reachByOrder(reachOf(later)),
      own?.reachBySequence(sequence - 1) ?? -Infinity,
    );
    return groups.every(({ device, above }) => {
      const left = above(reach);
      if (left === -Infinity) return true;
      const there = endsOn.get(device);
      const byOrder = there?.byOrder(reachOf(later)) ?? -Infinity;
      const bySequence =
        device === deviceId ? (there?.bySequence(sequence - 1) ?? -Infinity) : -Infinity;
      return device !== null && Math.max(byOrder, bySequence) > left;
    });
  };
};
