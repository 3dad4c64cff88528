import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'key-log.ownFirst';

const firstSchema = z.object({
  accountId: z.string(),
  version: z.int(),
  /** SHA-256, hex: what stood before this key the person left behind; null where they left nothing. */
  keyHash: z.nullable(z.string()),
});
/**
 * The version of the own entry from which on this device knows whose keys stand there: whatever epoch begins, an honest one has the same up to there.
 */
type OwnFirst = z.infer<typeof firstSchema>;

/** Null where that was not kept. */
export const ownFirst = (meta: MetaRepository, accountId: string): OwnFirst | null => {
  const { data } = firstSchema.safeParse(meta.get(name));
  return data?.accountId === accountId ? data : null;
};

/** By the first look that agreed. Inside a transaction. */
export const keepOwnFirst = (meta: MetaRepository, accountId: string, version: number): void => {
  if (ownFirst(meta, accountId) === null) meta.set(name, { accountId, version, keyHash: null });
};

/** The person goes on with this key, after somebody else had stood there. Inside a transaction. */
export const beginOwnAnew = (meta: MetaRepository, first: OwnFirst & { keyHash: string }): void =>
  meta.set(name, first);
