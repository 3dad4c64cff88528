import type { Host } from '../../host/host.ts';
import { createDeletions, type Deletions } from './deletions.ts';
import { createRecentSigns, type RecentSigns } from './emoji/recent-signs.ts';

/** What outlives the conversation that is open: one for each account on the screen. */
export type ConversationMemory = {
  readonly deletions: Deletions;
  readonly recentSigns: RecentSigns;
  /** Hashes of changed keys about which the person does not want to decide now. */
  readonly putOffKeys: Set<string>;
};

export const createConversationMemory = (host: Host): ConversationMemory => ({
  deletions: createDeletions(host),
  recentSigns: createRecentSigns(),
  putOffKeys: new Set(),
});
