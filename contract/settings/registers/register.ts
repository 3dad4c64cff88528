import { latestTimestamp } from '../../ids.ts';
import {
  hasSeen,
  newestFirst,
  olderCopy,
  type RegisterWrite,
  type Version,
  writeId,
} from './write.ts';

/** How many of all writes are kept for the history; present ones are kept beyond it. */
export const historyLength = 8;
/** How many replicas a write names at most in what it saw. */
export const maxSeen = 64;

/**
 * One value that several devices write: the writes that nobody who wrote later had seen, its heads, and the newest of the others.
 * Newest first. Made by `merge` and `written` only.
 */
export type Register = readonly RegisterWrite[];

/** The writes that no other one had seen; several when devices wrote apart. Newest first. */
export const headsOf = (register: Register): readonly RegisterWrite[] => {
  const heads = register.filter((write) => !register.some((other) => hasSeen(other, write)));
  // Writes that claim to have seen each other: none stands over the others.
  return heads.length > 0 ? heads : register;
};

const keep = (writes: readonly RegisterWrite[]): Register => {
  const sorted = [...writes].sort(newestFirst);
  const heads = new Set(headsOf(sorted));
  return sorted.filter((write, index) => index < historyLength || heads.has(write));
};

/** Joins what two devices have: a state-based CRDT (Shapiro et al. 2011), the same in any order, grouping and repetition. */
export const merge = (one: Register, other: Register): Register => {
  const writes = new Map<string, RegisterWrite>();
  for (const write of [...one, ...other]) {
    const known = writes.get(writeId(write));
    writes.set(writeId(write), known ? olderCopy(known, write) : write);
  }
  return keep([...writes.values()]);
};

/** Everything that was seen of a register, itself included. */
export const versionOf = (register: Register): Version => {
  const version: Record<string, number> = {};
  const note = (replica: string, count: number): void => {
    version[replica] = Math.max(version[replica] ?? 0, count);
  };
  for (const { replica, count, seen } of register) {
    note(replica, count);
    for (const [other, known] of Object.entries(seen)) note(other, known);
  }
  return version;
};

/** What a new write names as seen: all of it, or, of too many replicas, those whose writes are still here before others. */
const namedVersion = (register: Register): Version => {
  const all = Object.entries(versionOf(register));
  if (all.length <= maxSeen) return Object.fromEntries(all);
  const here = new Set(register.map(({ replica }) => replica));
  const order = ([one, count]: [string, number], [other, than]: [string, number]): number =>
    Number(here.has(other)) - Number(here.has(one)) || than - count || (one < other ? -1 : 1);
  return Object.fromEntries(all.sort(order).slice(0, maxSeen));
};

/** The register with one more value, which stands over all that is here. `now` by this device's clock. */
export const written = (
  register: Register,
  write: Pick<RegisterWrite, 'replica' | 'device' | 'value' | 'end'> & { readonly now: number },
): Register => {
  const { now, ...given } = write;
  const seen = namedVersion(register);
  const at = Math.min(latestTimestamp, Math.max(now, ...register.map((former) => former.at + 1)));
  const count = (versionOf(register)[given.replica] ?? 0) + 1;
  return keep([...register, { ...given, count, at, seen }]);
};

/** How far a write's time may be ahead of the server's. */
export const mostAheadMs = 5 * 60_000;

/** The register with times that are too far ahead of the server's brought back to what is allowed: before it is sent, and on receipt. */
export const clamped = (register: Register, serverNow: number): Register => {
  const latest = serverNow + mostAheadMs;
  if (register.every(({ at }) => at <= latest)) return register;
  return keep(register.map((write) => ({ ...write, at: Math.min(write.at, latest) })));
};
