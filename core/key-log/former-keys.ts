import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'key-log.formerKeys';
/** Those before them were in the log when it was looked at last: a server allows few new keys a day. */
const most = 64;

const formerSchema = z.object({
  accountId: z.string(),
  /** Base64, the earliest first. */
  keys: z.array(z.string()),
});

/** The identity keys that this account had on this device before its present one, base64, the earliest first. */
export const formerKeysOf = (meta: MetaRepository, accountId: string): readonly string[] => {
  const { data } = formerSchema.safeParse(meta.get(name));
  return data?.accountId === accountId ? data.keys : [];
};

/** Another key takes the place of this one (base64); inside the transaction in which it does. */
export const keepFormerKey = (meta: MetaRepository, accountId: string, key: string): void => {
  const keys = [...formerKeysOf(meta, accountId), key].slice(-most);
  meta.set(name, { accountId, keys });
};
