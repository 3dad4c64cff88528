import * as z from 'zod/mini';
import type { Sync } from '../../contract/content/schema.ts';
import { timestampSchema } from '../../contract/ids.ts';
import { loadAccount } from '../account/stored.ts';
import type { Context } from '../context.ts';
import type { CarriedNotes } from '../log/carried.ts';
import { contentRow } from '../outbox/content-row.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { MessageName } from '../store/types/sync.ts';
import type { SyncOut } from './types.ts';

/** Messages for the account's other devices, into the outbox's table; whoever holds the outbox sends them. */
export type SyncWriting = Pick<SyncOut, 'hasOthers' | 'setOthers' | 'write'> & {
  /**
   * A device may join until then, ms by the server's clock: what it is to be told is kept for it from now on. Inside a transaction
   * or not.
   */
  readonly expect: (until: number) => void;
  /** What is kept waits for a device that may join still: there is no other to send it to. */
  readonly isHeld: () => boolean;
  /** The server knows no other device. True when one may come still, and what is for it is to be held. */
  readonly holds: () => boolean;
  /** Says something once more, whether it was said before or not. Inside a transaction. */
  readonly repeat: (syncs: readonly Sync[]) => readonly NewOutboxRow[];
};

const othersName = 'sync.others';
const expectedName = 'sync.expected';
const expectedSchema = z.object({
  until: timestampSchema,
  /** There is no device but this one. */
  isAlone: z.boolean(),
});

/** To the account that is in the database as it is written, also when it joined in this very transaction. */
export const createSyncWriting = (
  context: Pick<Context, 'store' | 'clock' | 'serverClock' | 'random'>,
  checkpoints: Pick<CarriedNotes, 'withWord' | 'told'>,
): SyncWriting => {
  const { store, clock, serverClock } = context;
  const { meta } = store;
  const hasOthers = (): boolean => meta.get(othersName) === true;
  const expected = () => {
    const kept = expectedSchema.safeParse(meta.get(expectedName)).data;
    return kept && serverClock.now() < kept.until ? kept : null;
  };

  /** The message whose words it holds. */
  const wordsOf = (sync: Sync) =>
    sync.what === 'sent'
      ? { messageId: sync.messageId, chatId: store.chats.byPeer(sync.to)?.chatId ?? null }
      : { messageId: null, chatId: null };

  /** The first takes along what is carried. */
  const toRows = (syncs: readonly Sync[], carries: boolean): readonly NewOutboxRow[] => {
    const account = syncs.length > 0 ? loadAccount(store.meta) : null;
    if (account?.phase !== 'ready') return [];
    const { accountId } = account;
    const carried = carries ? checkpoints.withWord(accountId) : {};
    checkpoints.told(accountId, carried);
    return syncs.map((sync, index) => ({
      ...contentRow(context, accountId, {
        v: 1,
        kind: 'sync',
        sync,
        ...(index === 0 ? carried : {}),
      }),
      ...wordsOf(sync),
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
      if (meta.get(expectedName) !== undefined) meta.remove(expectedName);
      if (areThere !== hasOthers()) meta.set(othersName, areThere);
    },
    expect: (until) => {
      const isAlone = !hasOthers() || (expected()?.isAlone ?? false);
      store.transaction(() => {
        meta.set(othersName, true);
        meta.set(expectedName, { until, isAlone });
      });
    },
    isHeld: () => expected()?.isAlone ?? false,
    holds: () => {
      const kept = expected();
      if (kept) meta.set(expectedName, { ...kept, isAlone: true });
      return kept !== null;
    },
    write: (syncs) => {
      if (syncs.length === 0 || !hasOthers()) return [];
      const rows = toRows(syncs.filter(isNew), true);
      store.outbox.add(rows);
      return rows.map((row): PreparedRow => ({ row, frame: null }));
    },
    repeat: (syncs) => toRows(syncs, false),
  };
};
