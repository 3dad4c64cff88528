import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'key-log.ownAlarm';

const anewSchema = z.object({
  /** Of the key that was made since, SHA-256, hex. */
  keyHash: z.string(),
  epoch: z.int(),
  position: z.int(),
  version: z.int(),
  /** Base64. */
  chain: z.string(),
});
/** How the own entry stood when it said a key that was made since, and nothing else from that one on. */
export type OwnAnew = z.infer<typeof anewSchema>;

const alarmSchema = z.object({
  accountId: z.string(),
  foundAt: z.number(),
  /** Of the key that was in use then, SHA-256, hex: what came before another one can be left behind with it. */
  keyHash: z.string(),
  anew: z.nullable(anewSchema),
});
/** Somebody stands in the person's name, from when it was found until it is over. */
export type OwnAlarm = z.infer<typeof alarmSchema>;

const parseAlarm = (value: unknown): OwnAlarm | null => alarmSchema.safeParse(value).data ?? null;

/** Null where nothing stands in the name of this account that is not its own. */
export const ownAlarm = (meta: MetaRepository, accountId: string): OwnAlarm | null => {
  const alarm = meta.read(name, parseAlarm);
  return alarm?.accountId === accountId ? alarm : null;
};

/** It was found under this key; the first time counts. Inside a transaction. */
export const raiseOwnAlarm = (
  meta: MetaRepository,
  { accountId, keyHash, foundAt }: Omit<OwnAlarm, 'anew'>,
): void => {
  if (ownAlarm(meta, accountId) === null)
    meta.set(name, { accountId, keyHash, foundAt, anew: null });
};

/** What a look at the own entry under another key came to; null where that does not hold. */
export const keepAnew = (meta: MetaRepository, accountId: string, anew: OwnAnew | null): void => {
  const alarm = ownAlarm(meta, accountId);
  if (alarm !== null) meta.set(name, { ...alarm, anew });
};

/** It is over. Inside a transaction. */
export const endOwnAlarm = (meta: MetaRepository): void => meta.remove(name);
