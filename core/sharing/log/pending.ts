import * as z from 'zod/mini';
import type { MetaRepository } from '../../store/types/meta.ts';

const pendingSchema = z.array(z.object({ from: z.string(), note: z.string(), tries: z.int() }));
/** A contact's checkpoint that is still to be held against the log. */
export type Pending = z.infer<typeof pendingSchema>[number];

const name = 'log.heard';
const most = 8;

export const loadPending = (meta: MetaRepository): readonly Pending[] => {
  const parsed = pendingSchema.safeParse(meta.get(name));
  return parsed.success ? parsed.data : [];
};

/** One of each contact, and no more than a few in all: those that wait longest stay. */
export const addPending = (meta: MetaRepository, one: Pending): void => {
  const others = loadPending(meta).filter(({ from }) => from !== one.from);
  meta.set(name, [...others, one].slice(0, most));
};

export const savePending = (meta: MetaRepository, pending: readonly Pending[]): void =>
  pending.length > 0 ? meta.set(name, pending) : meta.remove(name);
