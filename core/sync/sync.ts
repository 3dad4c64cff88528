import type { Sync } from '../../contract/content/schema.ts';
import type { Message } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { HeardSync } from '../inbox/collect.ts';
import type { CarriedNotes } from '../log/carried.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Changes } from '../publish.ts';
import { applySyncs } from './heard.ts';
import { clearRepeatRounds, createRepeatRounds, type RepeatRounds } from './repeat-rounds.ts';
import { toRepeat } from './repeating.ts';
import { toDeletions, toSent } from './telling.ts';
import type { SyncIn } from './types.ts';
import { createSyncWriting, type SyncWriting } from './writing.ts';

/** A message that the server took just now. */
export interface TakenMessage {
  readonly accountId: string;
  readonly chatId: string;
  readonly messageId: string;
  readonly acceptedAt: number;
}

/** What was removed, and the rows that tell other devices of it. */
export interface Settled {
  readonly removed: readonly Message[];
  readonly rows: readonly PreparedRow[];
}

/** What the devices of one account tell each other. */
export interface SyncWork extends SyncWriting {
  /** Tells of messages that the server took; `known` holds those that are at hand. Inside a transaction. */
  readonly tellTaken: (
    taken: readonly TakenMessage[],
    known: ReadonlyMap<string, Message>,
  ) => readonly PreparedRow[];
  /** Removes for good what was deleted, and tells of it. */
  readonly settleDeleted: () => Settled;
  /** Says again what another device of the account may have lost. */
  readonly repeats: RepeatRounds;
  /** Takes what other devices say. Inside a transaction. Gives the messages that were removed. */
  readonly apply: (heard: readonly HeardSync[], changes: Changes) => readonly Message[];
  /** After the commit of what was applied. */
  readonly committed: (heard: readonly HeardSync[]) => void;
  /** Hears all that other devices say. */
  readonly listen: (listener: SyncIn) => Unsubscribe;
  /** Another account begins here. Inside a transaction. */
  readonly clear: () => void;
}

/** Over the database and the account in it. */
export const createSync = (
  context: Context,
  checkpoints: Pick<CarriedNotes, 'withWord' | 'told'>,
): SyncWork => {
  const { store } = context;
  const writing = createSyncWriting(context, checkpoints);
  const listeners = new Set<SyncIn>();

  return {
    ...writing,
    tellTaken: (taken, known) => {
      if (!writing.hasOthers()) return [];
      const syncs = taken.flatMap(
        ({ accountId, chatId, messageId, acceptedAt }): readonly Sync[] => {
          const message =
            known.get(messageId) ?? store.messages.named(chatId, { messageId, outgoing: true });
          const sent = message && toSent(context, accountId, message, acceptedAt);
          return sent ? [sent] : [];
        },
      );
      return writing.write(syncs);
    },
    settleDeleted: () =>
      store.transaction(() => {
        const removed = store.messages.removeHidden();
        return { removed, rows: writing.write(toDeletions(context, removed)) };
      }),
    repeats: createRepeatRounds(context, () =>
      writing.repeat([
        ...toRepeat(context),
        ...[...listeners].flatMap((listener) => listener.toRepeat?.() ?? []),
      ]),
    ),
    apply: (heard, changes) => {
      const removed = applySyncs(context, heard, changes);
      for (const { sync, from } of heard)
        for (const listener of listeners) listener.heard(sync, from);
      return removed;
    },
    committed: (heard) => {
      if (heard.length > 0) for (const listener of listeners) listener.committed();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear: () => {
      writing.setOthers(false);
      clearRepeatRounds(context);
      store.sync.clear();
    },
  };
};
