/**
 * Between two distinguished heads less than this passes, where there is another head between them: KEYTRANS's reasonable
 * monitoring window.
 */
export const monitoringWindowMs = 86_400_000;

/** So many distinguished heads are listed at once. */
export const mostDistinguished = 100;

/** The heads in one epoch of the log of keys that has `size` entries. */
export interface HeadRange {
  readonly epoch: number;
  readonly size: number;
}

/** When the head at a position was made, in milliseconds since 1970; null where that is not known. */
export type HeadTime = (position: number) => number | null;

/** The first entry of every epoch but the first is no head: it says what went before. */
export const firstHead = (epoch: number): number => (epoch === 1 ? 0 : 1);

/** The root of the implicit binary search tree over these positions: whole subtrees stand to its left. */
const rootOver = (from: number, to: number): number => {
  let width = 1;
  while (width * 2 <= to - from) width *= 2;
  return from + width - 1;
};

/**
 * The distinguished heads behind position `after` (-1: all), the first `most` of them, in order. A head is one where a window or more
 * lies between the heads that stand around it in the implicit binary search tree, as draft-ietf-keytrans-protocol has it; so everybody
 * has the same, and more entries make more of them, but only behind the last. Null where a time that is needed is not known. Heads must
 * not be older than the ones before them.
 */
export const distinguishedHeads = (
  { epoch, size }: HeadRange,
  after: number,
  most: number,
  timeOf: HeadTime,
): readonly number[] | null => {
  const found: number[] = [];
  /** False: a time is missing. */
  const walk = (from: number, to: number, left: number, right: number): boolean => {
    if (from >= to || right - left < monitoringWindowMs || found.length >= most) return true;
    const position = rootOver(from, to);
    const time = timeOf(position);
    if (time === null) return false;
    if (position > after) {
      if (!walk(from, position, left, time)) return false;
      if (found.length < most) found.push(position);
    }
    return walk(position + 1, to, time, right);
  };
  const first = firstHead(epoch);
  if (size <= first) return found;
  const last = timeOf(size - 1);
  if (last === null || !walk(first, size, 0, last)) return null;
  return found;
};

/** The last distinguished head; -1 where there is none, which is only where there is no head. Null where a time that is needed is not known. */
export const newestDistinguished = (
  { epoch, size }: HeadRange,
  timeOf: HeadTime,
): number | null => {
  let from = firstHead(epoch);
  if (size <= from) return -1;
  const last = timeOf(size - 1);
  if (last === null) return null;
  let left = 0;
  let newest = -1;
  while (from < size && last - left >= monitoringWindowMs) {
    newest = rootOver(from, size);
    const time = timeOf(newest);
    if (time === null) return null;
    left = time;
    from = newest + 1;
  }
  return newest;
};
