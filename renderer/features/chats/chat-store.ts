import type { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import type { Host } from '../../host/host.ts';
import { toCodedError } from '../../host/remote.ts';
import { createObservable, type Readable } from '../../state/observable.ts';

export type ChatsState = {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Newest first. */
  readonly chats: readonly ChatSummary[];
  readonly hasMore: boolean;
  readonly unreadTotal: number;
  readonly typing: ReadonlySet<string>;
  readonly error: CodedError | undefined;
};

export type ChatStore = Readable<ChatsState> & {
  readonly loadMore: () => void;
  readonly reload: () => void;
  /** Takes a chat that a call has just given. */
  readonly put: (chat: ChatSummary) => void;
};

const pageSize = 100;

const isSame = (a: ChatSummary['peer'], b: ChatSummary['peer']): boolean =>
  (Object.keys(b) as (keyof typeof b)[]).every((key) => a[key] === b[key]);

/** Newest first; the id decides between equals, so that the order never trembles. Message requests stand elsewhere. */
export const mergeChats = (
  known: readonly ChatSummary[],
  changed: readonly ChatSummary[],
): ChatSummary[] => {
  const byId = new Map(known.map((chat) => [chat.chatId, chat]));
  for (const chat of changed) {
    const before = byId.get(chat.chatId)?.peer;
    // What draws the person only stays as it is.
    byId.set(chat.chatId, before && isSame(before, chat.peer) ? { ...chat, peer: before } : chat);
  }
  return [...byId.values()]
    .filter((chat) => !chat.request)
    .sort((a, b) => b.activeAt - a.activeAt || (a.chatId < b.chatId ? -1 : 1));
};

const initial: ChatsState = {
  status: 'loading',
  chats: [],
  hasMore: false,
  unreadTotal: 0,
  typing: new Set(),
  error: undefined,
};

/** The chat list: its first page at once, further ones on demand, changes as they come. */
export const createChatStore = (host: Host): ChatStore => {
  const { read, subscribe, set: tell } = createObservable(initial, () => start());
  let loading = false;

  const set = (change: Partial<ChatsState>) => tell({ ...read(), ...change });
  const load = async (before: ChatSummary | undefined) => {
    if (loading) return;
    loading = true;
    try {
      const page = await host.chats.list({
        limit: pageSize,
        before: before ? { activeAt: before.activeAt, chatId: before.chatId } : null,
      });
      set({
        status: 'ready',
        chats: mergeChats(read().chats, page.chats),
        hasMore: page.hasMore,
        unreadTotal: page.unreadTotal,
        error: undefined,
      });
    } catch (error) {
      if (read().status !== 'ready') set({ status: 'failed', error: toCodedError(error) });
    } finally {
      loading = false;
    }
  };
  const start = () => {
    const stops = [
      host.chats.on('changed', ({ chats, unreadTotal }) =>
        set({ chats: mergeChats(read().chats, chats), unreadTotal }),
      ),
      host.chats.on('removed', ({ chatId }) =>
        set({ chats: read().chats.filter((chat) => chat.chatId !== chatId) }),
      ),
      host.chats.on('typing', ({ chatId, typing }) => {
        const next = new Set(read().typing);
        if (typing) next.add(chatId);
        else next.delete(chatId);
        set({ typing: next });
      }),
      host.onEngineRestart(() => void load(undefined)),
    ];
    void load(undefined);
    return () => {
      for (const end of stops) end();
    };
  };

  return {
    read,
    subscribe,
    loadMore: () => {
      if (read().hasMore) void load(read().chats.at(-1));
    },
    reload: () => {
      set({ status: 'loading' });
      void load(undefined);
    },
    put: (chat) => set({ chats: mergeChats(read().chats, [chat]) }),
  };
};
