import { createHash, timingSafeEqual } from 'node:crypto';
import type { LiveRoute } from './routes.ts';

/** Whether this sender may send to the account: everybody, its own devices, or who shows the token that it gave out. */
export const mayDeliver = (
  shown: Uint8Array | undefined,
  route: Pick<LiveRoute, 'accountId' | 'deliveryTokenHash'>,
  senderId: string | null,
): boolean => {
  const { deliveryTokenHash: wanted } = route;
  if (wanted === null || senderId === route.accountId) return true;
  return (
    shown !== undefined && timingSafeEqual(createHash('sha256').update(shown).digest(), wanted)
  );
};
