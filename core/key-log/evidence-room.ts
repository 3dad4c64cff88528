import * as z from 'zod/mini';
import { loadAccount } from '../account/stored.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Store } from '../store/types.ts';

/** Where the evidence of one account is kept. */
export const evidenceName = (accountId: string): string => `key-log.evidence ${accountId}`;

const name = 'key-log.evidenceOf';
/** Of so many accounts but the own one there is evidence: who lies about more is proved to lie by these. */
export const mostAccounts = 64;

const roomSchema = z.object({
  accountId: z.string(),
  /** Something of it has the answer that proves it, which may have been too long to keep. */
  isWhole: z.boolean(),
});
type Room = z.infer<typeof roomSchema>;

/** Whom it was found of first is first. */
const load = (meta: MetaRepository): readonly Room[] =>
  z.array(roomSchema).safeParse(meta.get(name)).data ?? [];

const isOwn = (meta: MetaRepository, accountId: string): boolean => {
  const account = loadAccount(meta);
  return account.phase === 'ready' && account.accountId === accountId;
};

/**
 * Whether there is room for evidence of this account, which is made where that of another is worth less: what is of nobody the person ever let
 * write, of whom a server can name any number, then what lacks its answer, and of those alike what was found last. That goes. The own account always
 * has room. Inside the transaction that keeps it.
 */
export const makeRoomFor = (
  { meta, contacts }: Pick<Store, 'meta' | 'contacts'>,
  { accountId, isWhole }: Room,
): boolean => {
  if (isOwn(meta, accountId)) return true;
  const kept = load(meta);
  const before = kept.findIndex((one) => one.accountId === accountId);
  if (kept[before]?.isWhole === isWhole) return true;
  const all =
    before < 0 ? [...kept, { accountId, isWhole }] : kept.with(before, { accountId, isWhole });
  const worth = (one: Room): number =>
    (contacts.get(one.accountId)?.standing === 'accepted' ? 2 : 0) + (one.isWhole ? 1 : 0);
  const least = Math.min(...all.map(worth));
  const over = all.length > mostAccounts ? all.findLast((one) => worth(one) === least) : undefined;
  if (over?.accountId === accountId) return false;
  if (over) meta.remove(evidenceName(over.accountId));
  meta.set(name, [...all.filter((one) => one !== over)]);
  return true;
};
