import { createHash, timingSafeEqual } from 'node:crypto';
import type { LiveRoute } from './routes.ts';

const isTokenOf = (hash: Uint8Array, shown: Uint8Array | undefined): boolean =>
  shown !== undefined && timingSafeEqual(createHash('sha256').update(shown).digest(), hash);

/** Whether this sender may send to the account: everybody, its own devices, or who shows the token that it gave out. */
export const mayDeliver = (
  shown: Uint8Array | undefined,
  route: Pick<LiveRoute, 'accountId' | 'deliveryTokenHash'>,
  senderId: string | null,
): boolean => {
  const { deliveryTokenHash: wanted } = route;
  return wanted === null || senderId === route.accountId || isTokenOf(wanted, shown);
};

/** Whether one may send to the account without saying who one is: only who shows the token that it gave out. */
export const mayDeliverSealed = (
  shown: Uint8Array | undefined,
  { sealedTokenHash: wanted }: Pick<LiveRoute, 'sealedTokenHash'>,
): boolean => wanted !== null && isTokenOf(wanted, shown);
