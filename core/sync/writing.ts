import { encodeContent } from '../../contract/content/codec.ts';
import type { Sync } from '../../contract/content/schema.ts';
import { loadAccount } from '../account/stored.ts';
import type { Context } from '../context.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { MessageName } from '../store/types/sync.ts';
import type { SyncOut } from './types.ts';

/** Messages for the account's other devices, into the outbox's table; whoever holds the outbox sends them. */
export type SyncWriting = Pick<SyncOut, 'hasOthers' | 'setOthers' | 'write'> & {
  /** Says something once more, whether it was said before or not. Inside a transaction. */
  readonly repeat: (syncs: readonly Sync[]) => readonly NewOutboxRow[];
};

const othersName = 'sync.others';

/** To the account that is in the database as it is written, also when it joined in this very transaction. */
export const createSyncWriting = (
  context: Pick<Context, 'store' | 'clock' | 'random'>,
): SyncWriting => {
  const { store, clock, random } = context;
  const hasOthers = (): boolean => store.meta.get(othersName) === true;

  const toRows = (syncs: readonly Sync[]): readonly NewOutboxRow[] => {
    const account = syncs.length > 0 ? loadAccount(store.meta) : null;
    if (account?.phase !== 'ready') return [];
    return syncs.map((sync) => ({
      id: random.uuid(),
      accountId: account.accountId,
      kind: 'sync',
      messageId: null,
      chatId: null,
      content: encodeContent({ v: 1, kind: 'sync', sync }),
      createdAt: clock.now(),
    }));
  };

  const note = (
    what: 'sent' | 'read' | 'deleted',
    accountId: string,
    name: MessageName,
    acceptedAt: number | null = null,
  ): boolean => store.sync.note({ what, accountId, ...name, acceptedAt }, clock.now());

  /** Notes what can be said again; false when it was said already. */
  const isNew = (sync: Sync): boolean => {
    switch (sync.what) {
      case 'sent':
        return note(
          'sent',
          sync.to,
          { messageId: sync.messageId, outgoing: true },
          sync.acceptedAt,
        );
      case 'read':
        return note('read', sync.of, sync.through, sync.at ?? null);
      case 'deleted':
        return sync.messages.filter((name) => note('deleted', sync.of, name)).length > 0;
      default:
        return true;
    }
  };

  return {
    hasOthers,
    setOthers: (areThere) => {
      if (areThere !== hasOthers()) store.meta.set(othersName, areThere);
    },
    write: (syncs) => {
      if (syncs.length === 0 || !hasOthers()) return [];
      const rows = toRows(syncs.filter(isNew));
      store.outbox.add(rows);
      return rows.map((row): PreparedRow => ({ row, frame: null }));
    },
    repeat: toRows,
  };
};
