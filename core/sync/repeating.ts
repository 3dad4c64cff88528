import type { Sync } from '../../contract/content/schema.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Context } from '../context.ts';
import type { JournalEntry } from '../store/types/sync.ts';
import { toDeleted, toSent } from './telling.ts';

/** Envelopes wait as long, so what is older was read or is lost with them. */
const repeatMs = limits.envelopeLifetimeMs;
const mostEntries = 5_000;

/**
 * What this device told the account's others in the last 30 days, as it stands now: for one that lost it. Deleted messages are named
 * without their words; of what was read only the last counts. Timers of chats as all of them are.
 */
export const toRepeat = (context: Context): readonly Sync[] => {
  const { store, clock } = context;
  const syncs: Sync[] = [];
  const deleted = new Map<string, JournalEntry[]>();
  for (const entry of store.sync.entries(clock.now() - repeatMs, mostEntries)) {
    const { what, accountId, messageId, outgoing, acceptedAt } = entry;
    if (what === 'deleted') {
      const ofAccount = deleted.get(accountId) ?? [];
      ofAccount.push(entry);
      deleted.set(accountId, ofAccount);
    } else if (what === 'read')
      syncs.push({
        what,
        of: accountId,
        through: { messageId, outgoing },
        ...(acceptedAt === null ? {} : { at: acceptedAt }),
      });
    else {
      const chat = store.chats.byPeer(accountId);
      const message = chat && store.messages.named(chat.chatId, entry);
      const sent = message && toSent(context, accountId, message, acceptedAt ?? message.at);
      if (sent) syncs.push(sent);
    }
  }
  for (const [accountId, entries] of deleted) syncs.push(...toDeleted(accountId, entries));
  for (const { accountId: of, afterS, version } of store.chats.timers())
    syncs.push({ what: 'timer', of, afterS, version, at: clock.now() });
  return syncs;
};
