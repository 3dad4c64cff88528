import { contentLimits } from '../../contract/content/limits.ts';
import type { Sync } from '../../contract/content/schema.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { PeopleState } from '../../contract/ipc/people.ts';
import { ensureContact } from '../chats/open-chat.ts';
import { receiptRows } from '../chats/receipt-rows.ts';
import { toChatSummary, toPeer } from '../chats/summary.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import { noChanges, publish } from '../publish.ts';
import type { SyncIn, SyncOut } from '../sync/types.ts';
import type { Blocks } from './blocks.ts';
import type { PeopleRegisters } from './registers.ts';
import { createRemovals } from './removals.ts';

/** Requests and blocks: what the person decides about others, the same on all devices. */
export interface People {
  readonly handlers: Omit<MessengerHandlers['people'], 'acceptKeys'>;
  /** Something is written to these, who were no contacts: they are now. Inside a transaction; gives what goes out. */
  readonly wroteTo: (accountIds: readonly string[]) => readonly PreparedRow[];
  /** After its commit. */
  readonly written: (accountIds: readonly string[]) => void;
  /** A request came, or its messages did. */
  readonly requestsChanged: () => void;
  readonly sync: SyncIn;
  readonly close: () => void;
}

export interface PeopleOptions {
  readonly registers: PeopleRegisters;
  readonly blocks: Blocks;
  readonly outbox: Pick<Outbox, 'write' | 'committed' | 'refuse'>;
  readonly syncOut: SyncOut;
  readonly isReady: () => boolean;
  readonly sendsReadReceipts: (accountId: string) => boolean;
  readonly sendsDeliveryReceipts: (accountId: string) => boolean;
  /** These are contacts now; after the commit. */
  readonly onAccepted: (accountIds: readonly string[]) => void;
}

/** Messages of a request that get their receipts when it is accepted. */
const mostReceipts = 1_000;
const accountsPerSync = contentLimits.maxReceiptIds;

/** Over the contacts and the account's registers. */
export const createPeople = (context: Context, options: PeopleOptions): People => {
  const { store } = context;
  const { blocks, outbox, registers, syncOut } = options;
  const { contacts, chats } = store;

  const state = (): PeopleState => {
    const { all, unread } = contacts.countRequests();
    return { requestCount: all, unreadRequestCount: unread, blockedCount: blocks.count() };
  };
  let told = '';
  const tell = (): void => {
    const now = state();
    const key = JSON.stringify(now);
    if (key === told) return;
    told = key;
    context.emit('people.changed', now);
  };
  const publishChats = (accountIds: readonly string[]): void => {
    const changes = noChanges();
    for (const accountId of accountIds) {
      const chat = chats.byPeer(accountId);
      if (chat) changes.chatIds.add(chat.chatId);
    }
    publish(context, changes);
    tell();
  };

  /** What was held back while it was a request. */
  const receiptsFor = (accountId: string): readonly PreparedRow[] => {
    const chat = chats.byPeer(accountId);
    if (!chat || chat.contact.gone || !options.isReady()) return [];
    const idsThrough = (order: number) => chats.receivedIds(chat.chatId, order, mostReceipts);
    const delivered = options.sendsDeliveryReceipts(accountId)
      ? idsThrough(Number.MAX_SAFE_INTEGER)
      : [];
    const read = options.sendsReadReceipts(accountId) ? idsThrough(chat.readThrough) : [];
    return [
      ...receiptRows(context, 'delivered', accountId, delivered),
      ...receiptRows(context, 'read', accountId, read),
    ].map((row) => ({ row, frame: null }));
  };
  const accept = (accountIds: readonly string[], isOurs: boolean): readonly PreparedRow[] => {
    const fresh: string[] = [];
    for (const accountId of accountIds) {
      const contact = ensureContact(context, accountId);
      if (contact.standing === 'accepted' && isOurs) continue;
      contacts.save({ ...contact, standing: 'accepted' });
      fresh.push(accountId);
    }
    if (!isOurs || fresh.length === 0) return [];
    const receipts = fresh.flatMap(receiptsFor);
    outbox.write(receipts);
    return [...receipts, ...syncOut.write([{ what: 'accepted', accountIds: fresh }])];
  };

  const removals = createRemovals(context);
  const removeRequest = (accountId: string): string | null => {
    const contact = contacts.get(accountId);
    const chat = chats.byPeer(accountId);
    if (contact?.standing !== 'request' || !chat) return null;
    chats.remove(chat.chatId);
    store.keyLabels.forget(accountId);
    contacts.save({ ...contact, name: null, number: null, username: null, standing: 'none' });
    return chat.chatId;
  };
  const tellRemoved = (chatIds: readonly string[]): void => {
    for (const chatId of chatIds) context.emit('chats.removed', { chatId });
    tell();
  };

  /** Somebody is blocked now: what waits for them does not leave. */
  const cut = (accountIds: readonly string[]): void => {
    for (const accountId of accountIds)
      if (blocks.isBlocked(accountId)) outbox.refuse(accountId, new CodedError('blocked'));
  };
  /** What is decided here is decided for the account. */
  const needReady = (): void => {
    if (!options.isReady()) throw new CodedError('not_registered');
  };
  const setBlocked = (accountId: string, isBlocked: boolean): void => {
    needReady();
    try {
      if (!store.transaction(() => blocks.set(accountId, isBlocked))) return;
    } catch (error) {
      blocks.reread();
      throw error;
    }
    cut([accountId]);
    publishChats([accountId]);
  };
  const stopWatching = registers.onChanged((keys) => {
    if (!keys.some((key) => key.startsWith('block:'))) return;
    const changed = blocks.follow();
    cut(changed);
    publishChats(changed);
  });
  // Blocked before a crash: what waited then fails now.
  cut(blocks.all());

  /** What another device said is told after its commit. */
  let heard: { accepted: string[]; removed: string[]; prepared: PreparedRow[] } | null = null;
  /** Everybody who is accepted: for a new device, and one that lost what it was told. */
  const allAccepted = (): readonly Sync[] => {
    const syncs: Sync[] = [];
    let after: string | null = null;
    for (;;) {
      const accountIds: readonly string[] = contacts.accepted(after, accountsPerSync);
      if (accountIds.length > 0) syncs.push({ what: 'accepted', accountIds: [...accountIds] });
      after = accountIds.at(-1) ?? null;
      if (accountIds.length < accountsPerSync) return syncs;
    }
  };

  return {
    handlers: {
      get: async () => state(),
      requests: async (page) => {
        const found = chats.requests(page);
        return {
          chats: found.chats.map((chat) => toChatSummary(context, chat)),
          hasMore: found.hasMore,
        };
      },
      accept: async ({ accountId }) => {
        needReady();
        if (!contacts.get(accountId)) throw new CodedError('not_found');
        if (blocks.isBlocked(accountId)) throw new CodedError('blocked');
        outbox.committed(store.transaction(() => accept([accountId], true)));
        publishChats([accountId]);
        options.onAccepted([accountId]);
        return {};
      },
      removeRequest: async ({ accountId }) => {
        needReady();
        const { chatId, prepared } = store.transaction(() => {
          const removed = removeRequest(accountId);
          if (removed === null) throw new CodedError('not_found');
          removals.note(accountId);
          return {
            chatId: removed,
            prepared: syncOut.write([{ what: 'request_removed', of: accountId }]),
          };
        });
        syncOut.committed(prepared);
        tellRemoved([chatId]);
        return {};
      },
      block: async ({ accountId }) => {
        setBlocked(accountId, true);
        return {};
      },
      unblock: async ({ accountId }) => {
        setBlocked(accountId, false);
        return {};
      },
      blocked: async () => ({
        blocked: blocks
          .all()
          .map((accountId) => ({
            peer: toPeer(ensureContact(context, accountId)),
            chatId: chats.byPeer(accountId)?.chatId ?? null,
            set: registers.author(`block:${accountId}`),
          }))
          .sort((a, b) => (b.set?.at ?? 0) - (a.set?.at ?? 0)),
      }),
    },
    wroteTo: (accountIds) => accept(accountIds, true),
    written: (accountIds) => {
      tell();
      options.onAccepted(accountIds);
    },
    requestsChanged: tell,
    sync: {
      toRepeat: () => [...allAccepted(), ...removals.toRepeat()],
      heard: (sync) => {
        heard ??= { accepted: [], removed: [], prepared: [] };
        if (sync.what === 'accepted') {
          accept(sync.accountIds, false);
          heard.accepted.push(...sync.accountIds);
        } else if (sync.what === 'request_removed') {
          const removed = removeRequest(sync.of);
          if (removed !== null) heard.removed.push(removed);
        } else if (sync.what === 'linked') heard.prepared.push(...syncOut.write(allAccepted()));
      },
      committed: () => {
        const now = heard;
        heard = null;
        if (!now) return;
        syncOut.committed(now.prepared);
        publishChats(now.accepted);
        tellRemoved(now.removed);
      },
    },
    close: stopWatching,
  };
};
