import { canonicalJson } from '../../canonical-json.ts';

/** When a value goes back by itself, by the server's clock, and to what. */
export interface WriteEnd {
  readonly at: number;
  readonly back: unknown;
}

/** Of each replica, how many of its writes: a version vector (Parker et al. 1983). */
export type Version = Readonly<Record<string, number>>;

/** One value that a device gave a register. */
export interface RegisterWrite {
  /** The installation that wrote: 16 hex digits, random. */
  readonly replica: string;
  /** Its number among that replica's writes to this register, from 1. */
  readonly count: number;
  /** What the device was called then. */
  readonly device: string;
  /**
   * Hybrid logical time (Kulkarni et al. 2014), ms: the device's clock, or 1 above what it saw where that was not less. What the paper
   * counts within one such time, `seen` tells.
   */
  readonly at: number;
  /** JSON. */
  readonly value: unknown;
  readonly end: WriteEnd | null;
  /** What its author had of this register before it. */
  readonly seen: Version;
}

/** Names a write: what `undo` and `resolve` take. */
export const writeId = ({ replica, count }: Pick<RegisterWrite, 'replica' | 'count'>): string =>
  `${replica}.${count}`;

/** Whether the author of `write` had `other` before it. */
export const hasSeen = (write: RegisterWrite, other: RegisterWrite): boolean =>
  (write.seen[other.replica] ?? 0) >= other.count;

/** How many writes its author had. Grows along with what was seen, also where the times of two writes became the same. */
const depth = ({ seen }: RegisterWrite): number =>
  Object.values(seen).reduce((sum, count) => sum + count, 0);

/** Newest first; total: what was seen stands after what saw it. */
export const newestFirst = (one: RegisterWrite, other: RegisterWrite): number =>
  other.at - one.at ||
  depth(other) - depth(one) ||
  other.count - one.count ||
  (one.replica < other.replica ? -1 : Number(one.replica > other.replica));

/** Of two copies of one write the one that stands: that of the smaller time, so that a time that was set right stays so. */
export const olderCopy = (one: RegisterWrite, other: RegisterWrite): RegisterWrite => {
  if (one.at !== other.at) return one.at < other.at ? one : other;
  return canonicalJson(one) <= canonicalJson(other) ? one : other;
};
