import { createHash, timingSafeEqual } from 'node:crypto';
import type { SendFrame } from '../../../contract/wire/frames.ts';
import type { LiveRoute } from './routes.ts';

/** Whether this sender may send to the account: everybody, its own devices, or who shows the token that it gave out. */
export const mayDeliver = (frame: SendFrame, route: LiveRoute, senderId: string): boolean => {
  const { deliveryTokenHash: wanted } = route;
  if (wanted === null || senderId === route.accountId) return true;
  const { deliveryToken: shown } = frame;
  return (
    shown !== undefined && timingSafeEqual(createHash('sha256').update(shown).digest(), wanted)
  );
};
