import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';
import { type EntryProof, proofSchema, toKept } from './evidence.ts';

const name = 'key-log.ownDoubt';

const doubtSchema = z.object({
  accountId: z.string(),
  /** Of the log, in which it was seen. */
  epoch: z.int(),
  version: z.int(),
  /** The key that stood there, base64; null where it was kept back, or the account was said to be gone. */
  stranger: z._default(z.nullable(z.string()), null),
  /** Absent where that was not kept. */
  proof: z.optional(proofSchema),
});
/** Somebody else was seen in the own entry, and no look agreed since. */
type OwnDoubt = z.infer<typeof doubtSchema>;

const ownDoubt = (meta: MetaRepository, accountId: string): OwnDoubt | null => {
  const { data } = doubtSchema.safeParse(meta.get(name));
  return data?.accountId === accountId ? data : null;
};

/**
 * The version of the own entry at which somebody else was seen in this epoch, before any look in it agreed; null for none. From there on every version
 * is judged: else it could be put back between two looks.
 */
export const doubtedFrom = (
  meta: MetaRepository,
  accountId: string,
  epoch: number,
): number | null => {
  const doubt = ownDoubt(meta, accountId);
  return doubt?.epoch === epoch ? doubt.version : null;
};

/**
 * Somebody else who was seen in an epoch before, and is no key that this device has had since: that one was a new one of the account. `keys`: those that
 * it had, the earliest first. Null for none, and where what proves it was not kept.
 */
export const outlivedDoubt = (
  meta: MetaRepository,
  accountId: string,
  epoch: number,
  keys: readonly string[],
): { readonly epoch: number; readonly proof: EntryProof } | null => {
  const doubt = ownDoubt(meta, accountId);
  if (!doubt?.proof || doubt.epoch >= epoch) return null;
  const { stranger, proof } = doubt;
  const isNewKey = stranger !== null && keys.indexOf(stranger) > keys.indexOf(proof.keyInUse);
  return isNewKey ? null : { epoch: doubt.epoch, proof };
};

/** The first in an epoch counts. Inside a transaction. */
export const keepOwnDoubt = (
  meta: MetaRepository,
  doubt: OwnDoubt & { readonly proof: EntryProof },
): void => {
  if (doubtedFrom(meta, doubt.accountId, doubt.epoch) === null)
    meta.set(name, { ...doubt, proof: toKept(doubt.proof) });
};

/** The entry says what it should. Inside a transaction. */
export const endOwnDoubt = (meta: MetaRepository): void => meta.remove(name);
