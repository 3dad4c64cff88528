import type { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import type { Host } from '../../host/host.ts';
import { toCodedError } from '../../host/remote.ts';
import { createObservable, type Readable } from '../../state/observable.ts';

export type ChatsState = {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Everything that was loaded, newest first. */
  readonly known: readonly ChatSummary[];
  /** What the list shows of it. */
  readonly chats: readonly ChatSummary[];
  /** Message requests that wait for an answer; their first page is loaded when they are looked at. */
  readonly requests: readonly ChatSummary[];
  /** How many wait in all. */
  readonly requestCount: number;
  readonly hasMore: boolean;
  readonly unreadTotal: number;
  readonly typing: ReadonlySet<string>;
  readonly error: CodedError | undefined;
};

export type ChatStore = Readable<ChatsState> & {
  readonly loadMore: () => void;
  /** Message requests, those after the loaded ones; false when they could not be read. */
  readonly loadRequests: () => Promise<boolean>;
  readonly reload: () => void;
  /** Takes a chat that a call has just given. */
  readonly put: (chat: ChatSummary) => void;
};

const pageSize = 100;

const isSame = (a: ChatSummary['peer'], b: ChatSummary['peer']): boolean =>
  (Object.keys(b) as (keyof typeof b)[]).every((key) => a[key] === b[key]);

/** Newest first; the id decides between equals, so that the order never trembles. */
const mergeChats = (
  known: readonly ChatSummary[],
  changed: readonly ChatSummary[],
): ChatSummary[] => {
  const byId = new Map(known.map((chat) => [chat.chatId, chat]));
  for (const chat of changed) {
    const before = byId.get(chat.chatId)?.peer;
    // What draws the person only stays as it is.
    byId.set(chat.chatId, before && isSame(before, chat.peer) ? { ...chat, peer: before } : chat);
  }
  return [...byId.values()].sort(
    (a, b) => b.activeAt - a.activeAt || (a.chatId < b.chatId ? -1 : 1),
  );
};

/** Message requests stand apart; who is blocked waits for no answer. */
const toLists = (known: readonly ChatSummary[]) => ({
  known,
  chats: known.filter(({ request }) => !request),
  requests: known.filter(({ request, peer }) => request && !peer.blocked),
});

const initial: ChatsState = {
  status: 'loading',
  ...toLists([]),
  requestCount: 0,
  hasMore: false,
  unreadTotal: 0,
  typing: new Set(),
  error: undefined,
};

const toPlace = (chat: ChatSummary | undefined) =>
  chat ? { activeAt: chat.activeAt, chatId: chat.chatId } : null;

/** The chat list: its first page at once, further ones on demand, changes as they come. */
export const createChatStore = (host: Host): ChatStore => {
  const { read, subscribe, set: tell } = createObservable(initial, () => start());
  let loading = false;
  // What was asked before the list began anew must not be put into it.
  let beginning = 0;

  const set = (change: Partial<ChatsState>) => tell({ ...read(), ...change });
  const load = async (before: ChatSummary | undefined) => {
    if (before && loading) return;
    const asked = beginning;
    const old = new Set(before ? [] : read().chats);
    loading = true;
    try {
      const list = host.chats.list({ limit: pageSize, before: toPlace(before) });
      // Together, so that the row of the requests does not come under the eyes of whoever reads the list.
      const people = before ? undefined : host.people.get({}).catch(() => undefined);
      const page = await list;
      const requestCount = (await people)?.requestCount;
      if (asked !== beginning) return;
      set({
        status: 'ready',
        // Chats that are no longer among the first are read again when they are looked at, if they are there.
        ...toLists(mergeChats(read().known, page.chats).filter((chat) => !old.has(chat))),
        ...(requestCount !== undefined && { requestCount }),
        hasMore: page.hasMore,
        unreadTotal: page.unreadTotal,
        error: undefined,
      });
    } catch (error) {
      if (asked === beginning && read().status !== 'ready')
        set({ status: 'failed', error: toCodedError(error) });
    } finally {
      if (asked === beginning) loading = false;
    }
  };
  const begin = () => {
    beginning += 1;
    void load(undefined);
  };
  const start = () => {
    const stops = [
      host.chats.on('changed', ({ chats, unreadTotal }) =>
        set({ ...toLists(mergeChats(read().known, chats)), unreadTotal }),
      ),
      host.chats.on('removed', ({ chatId }) =>
        set(toLists(read().known.filter((chat) => chat.chatId !== chatId))),
      ),
      host.people.on('changed', ({ requestCount }) => set({ requestCount })),
      host.chats.on('typing', ({ chatId, typing }) => {
        const next = new Set(read().typing);
        if (typing) next.add(chatId);
        else next.delete(chatId);
        set({ typing: next });
      }),
      host.onEngineRestart(begin),
    ];
    begin();
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
      begin();
    },
    loadRequests: async () => {
      try {
        const last = read().requests.at(-1);
        const page = await host.people.requests({ limit: pageSize, before: toPlace(last) });
        set(toLists(mergeChats(read().known, page.chats)));
        return true;
      } catch {
        return false;
      }
    },
    put: (chat) => set(toLists(mergeChats(read().known, [chat]))),
  };
};
