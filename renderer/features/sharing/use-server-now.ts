import type { TimedSharing } from '../../host/sharing.ts';
import { useNow } from '../../ui/use-now.ts';

/** The present time by the server's clock, as far as it is known; deadlines count from it. */
export const useServerNow = ({ aheadMs }: Pick<TimedSharing, 'aheadMs'>): number =>
  useNow(15_000) + aheadMs;
