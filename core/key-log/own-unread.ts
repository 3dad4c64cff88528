import * as z from 'zod/mini';
import { isWithin } from '../platform/noted-times.ts';
import type { Store } from '../store/types.ts';
import { goodForMs } from './periods.ts';

const name = 'key-log.ownUnread';
const unreadSchema = z.object({ accountId: z.string(), since: z.number() });

/** Since when the own entry, which never agreed, is looked at in vain; null where it agreed, or was not looked at. */
const neverReadSince = ({ meta }: Pick<Store, 'meta'>, accountId: string): number | null => {
  const { data } = unreadSchema.safeParse(meta.get(name));
  return data?.accountId === accountId ? data.since : null;
};

/** The own entry had its turn, whatever came of it. */
export const noteOwnTurn = (
  store: Pick<Store, 'meta' | 'keyEntries'>,
  accountId: string,
  now: number,
): void => {
  const hasAgreed = (store.keyEntries.get(accountId)?.checkedAt ?? null) !== null;
  const since = neverReadSince(store, accountId);
  if (hasAgreed && since !== null) store.meta.remove(name);
  if (!hasAgreed && since === null) store.meta.set(name, { accountId, since: now });
};

/**
 * Whether the own entry could not be read for so long that somebody else may stand there by now: it did not agree for three days, and was looked at in
 * vain since. An app that was away looks first.
 */
export const isOwnUnread = (
  store: Pick<Store, 'meta' | 'keyEntries'>,
  accountId: string,
  now: number,
): boolean => {
  const row = store.keyEntries.get(accountId);
  const since = row?.checkedAt ?? neverReadSince(store, accountId);
  if (!row || row.lookedAt === null || since === null || isWithin(since, now, goodForMs))
    return false;
  // What a clock that was ahead noted is no age: a look since is.
  return since > now ? row.lookedAt <= now : row.lookedAt - since >= goodForMs;
};
