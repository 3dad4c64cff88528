import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'key-log.ownDoubt';

const doubtSchema = z.object({ accountId: z.string(), epoch: z.int(), version: z.int() });
type OwnDoubt = z.infer<typeof doubtSchema>;

/**
 * The version of the own entry at which somebody else was seen in this epoch, before any look in it agreed; null for none. From there on every version
 * is judged, though at a first look only the newest is: else it could be put back between two looks.
 */
export const doubtedFrom = (
  meta: MetaRepository,
  accountId: string,
  epoch: number,
): number | null => {
  const { data } = doubtSchema.safeParse(meta.get(name));
  return data?.accountId === accountId && data.epoch === epoch ? data.version : null;
};

/** The first in an epoch counts. Inside a transaction. */
export const keepOwnDoubt = (meta: MetaRepository, doubt: OwnDoubt): void => {
  if (doubtedFrom(meta, doubt.accountId, doubt.epoch) === null) meta.set(name, doubt);
};
