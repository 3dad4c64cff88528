import * as z from 'zod/mini';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const pendingSchema = z.array(
  z.object({
    from: z.string(),
    /** Absent in what was kept by versions of before. */
    deviceId: z.optional(z.int()),
    note: z.string(),
    tries: z.int(),
    /** Of somebody to whom nothing was written: it waits for the next look, and takes nobody else's place. */
    stranger: z.optional(z.boolean()),
    /** The log signed this and, for the same size, something else that was seen here. */
    clashes: z.optional(z.boolean()),
  }),
);
/** A contact's checkpoint that is still to be held against the log. */
export type Pending = z.infer<typeof pendingSchema>[number];

const names: Record<LogName, string> = { disclosures: 'log.heard', keys: 'key-log.heard' };
const most = 8;
const mostOfStrangers = 3;

/** Those that wait, the longest first. */
export const loadPending = (meta: MetaRepository, log: LogName): readonly Pending[] => {
  const parsed = pendingSchema.safeParse(meta.get(names[log]));
  return parsed.success ? parsed.data : [];
};

const isOfSame = (one: Pending, other: Pending): boolean =>
  one.from === other.from && one.deviceId === other.deviceId;

/**
 * One of each device, and no more than a few in all: what clashes comes first, whoever brought it, then those that wait longest; strangers'
 * only where there is room. What clashes is not replaced by what says less.
 */
export const addPending = (meta: MetaRepository, log: LogName, one: Pending): void => {
  const all = loadPending(meta, log);
  if (!one.clashes && all.some((other) => other.clashes && isOfSame(one, other))) return;
  const others = all.filter((other) => !isOfSame(one, other));
  const isOfStranger = ({ stranger, clashes }: Pending): boolean => stranger === true && !clashes;
  const known = others.filter((other) => !isOfStranger(other));
  const strangers = others.filter(isOfStranger);
  if (one.clashes) known.unshift(one);
  else (one.stranger ? strangers : known).push(one);
  meta.set(names[log], [...known.slice(0, most), ...strangers.slice(0, mostOfStrangers)]);
};

/** Keeps those that still wait; what came meanwhile from the same device takes the place of its former. */
export const settledPending = (
  meta: MetaRepository,
  log: LogName,
  taken: readonly Pending[],
  left: readonly Pending[],
): void => {
  const came = loadPending(meta, log).filter(
    (now) => !taken.some((one) => isOfSame(one, now) && one.note === now.note),
  );
  const kept = left.filter((one) => !came.some((now) => isOfSame(one, now)));
  savePending(meta, log, [...kept, ...came]);
};

/** Keeps those that still wait. */
export const savePending = (
  meta: MetaRepository,
  log: LogName,
  pending: readonly Pending[],
): void => (pending.length > 0 ? meta.set(names[log], pending) : meta.remove(names[log]));
