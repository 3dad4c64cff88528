import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import type { ChatSummary, Message } from '../../../contract/ipc/model.ts';
import { toUuid } from '../samples.ts';
import { peopleHandlers } from './people-handlers.ts';
import type { World } from './world.ts';

type Emit = (name: string, payload: unknown) => void;

const unreadTotal = (world: World) =>
  world.chats.reduce((sum, chat) => sum + (chat.request ? 0 : chat.unreadCount), 0);

const updateChat = (world: World, emit: Emit, chatId: string, change: Partial<ChatSummary>) => {
  world.chats = world.chats.map((chat) => (chat.chatId === chatId ? { ...chat, ...change } : chat));
  const chat = world.chats.find((one) => one.chatId === chatId);
  if (chat) emit('chats.changed', { chats: [chat], unreadTotal: unreadTotal(world) });
};

export const chatHandlers = (world: World, emit: Emit): Handlers<EngineDomains['chats']> => ({
  list: async ({ limit, before }) => {
    const sorted = world.chats
      .filter(({ request }) => !request)
      .sort((a, b) => b.activeAt - a.activeAt);
    const from = before ? sorted.findIndex((chat) => chat.chatId === before.chatId) + 1 : 0;
    return {
      chats: sorted.slice(from, from + limit),
      hasMore: from + limit < sorted.length,
      unreadTotal: unreadTotal(world),
    };
  },
  get: async ({ chatId }) => {
    const chat = world.chats.find((one) => one.chatId === chatId);
    if (!chat) throw new CodedError('not_found');
    return chat;
  },
  start: async ({ by }) => {
    const chat = world.directory.get(by.value);
    if (!chat) throw new CodedError('recipient_not_found');
    if (!world.chats.some((one) => one.chatId === chat.chatId)) world.chats.push(chat);
    return { chat };
  },
  saveDraft: async ({ chatId, text }) => {
    updateChat(world, emit, chatId, { draft: text || null });
    return {};
  },
  setTyping: async () => ({}),
  askPresence: async ({ chatId }) => {
    const there = world.presence.get(chatId);
    if (there && world.connection.state === 'online') emit('chats.presence', { chatId, ...there });
    return {};
  },
  setTimer: async ({ chatId, afterS }) => {
    const chat = world.chats.find((one) => one.chatId === chatId);
    if (!chat) throw new CodedError('not_found');
    if (chat.timerS === afterS) return chat;
    const messages = world.messages.get(chatId) ?? [];
    const notice: Message = {
      messageId: toUuid((messages.at(-1)?.order ?? 0) + 1, 900),
      chatId,
      order: (messages.at(-1)?.order ?? 0) + 1,
      outgoing: false,
      at: Date.now(),
      body: { kind: 'notice', notice: 'timer_set', timer: { afterS, own: true } },
      state: null,
      problem: null,
      expiry: null,
    };
    world.messages.set(chatId, [...messages, notice]);
    emit('messages.changed', { chatId, messages: [notice], removedOrders: [] });
    updateChat(world, emit, chatId, { timerS: afterS });
    return { ...chat, timerS: afterS };
  },
  search: async ({ text, limit }) => {
    const wanted = text.toLowerCase();
    const messages = [...world.messages.values()].flat().flatMap((message) => {
      if (message.body.kind !== 'text') return [];
      const at = message.body.text.toLowerCase().indexOf(wanted);
      if (at < 0) return [];
      if (world.chats.some(({ chatId, request }) => request && chatId === message.chatId))
        return [];
      const { text: whole } = message.body;
      const end = at + wanted.length;
      const peer = world.chats.find((chat) => chat.chatId === message.chatId)?.peer;
      return [
        {
          chatId: message.chatId,
          messageId: message.messageId,
          order: message.order,
          peerName: peer?.name ?? '',
          at: message.at,
          outgoing: message.outgoing,
          snippet: [
            { text: whole.slice(0, at), match: false },
            { text: whole.slice(at, end), match: true },
            { text: whole.slice(end), match: false },
          ],
        },
      ];
    });
    return {
      chats: world.chats.filter(
        (chat) => !chat.request && chat.peer.name.toLowerCase().includes(wanted),
      ),
      messages: messages.sort((a, b) => b.at - a.at).slice(0, limit),
    };
  },
});

export const messageHandlers = (world: World, emit: Emit): Handlers<EngineDomains['messages']> => {
  const of = (chatId: string): Message[] => {
    const known = world.messages.get(chatId) ?? [];
    world.messages.set(chatId, known);
    return known;
  };
  const showLast = (chatId: string): void => {
    const last = of(chatId).at(-1);
    const lastMessage = last
      ? { body: last.body, outgoing: last.outgoing, at: last.at, state: last.state }
      : null;
    updateChat(world, emit, chatId, { lastMessage });
  };
  return {
    page: async ({ chatId, anchor, before, after }) => {
      const all = of(chatId);
      const unread = world.chats.find((chat) => chat.chatId === chatId)?.unreadCount ?? 0;
      const firstUnread = unread > 0 ? all.at(-unread)?.order : undefined;
      const order =
        anchor.at === 'order' ? anchor.order : anchor.at === 'unread' ? firstUnread : undefined;
      const found = order === undefined ? -1 : all.findIndex((message) => message.order >= order);
      const at = found < 0 ? all.length - 1 : found;
      const from = Math.max(0, at - before);
      const to = Math.min(all.length, at + after + 1);
      return {
        messages: all.slice(from, to),
        hasOlder: from > 0,
        hasNewer: to < all.length,
        firstUnreadOrder: firstUnread ?? null,
      };
    },
    send: async ({ chatId, messageId, text }) => {
      const chat = world.chats.find((one) => one.chatId === chatId);
      if (chat?.peer.blocked) throw new CodedError('blocked');
      const all = of(chatId);
      const timerS = world.chats.find((chat) => chat.chatId === chatId)?.timerS ?? null;
      const at = Date.now();
      const message: Message = {
        messageId,
        chatId,
        order: (all.at(-1)?.order ?? 0) + 1,
        outgoing: true,
        at,
        body: { kind: 'text', text },
        state: 'queued',
        problem: null,
        expiry: timerS === null ? null : { afterS: timerS, at: null },
      };
      all.push(message);
      emit('messages.changed', { chatId, messages: [message], removedOrders: [] });
      updateChat(world, emit, chatId, {
        lastMessage: { body: message.body, outgoing: true, at, state: 'queued' },
        activeAt: at,
        draft: null,
        request: false,
      });
      return message;
    },
    retry: async ({ messageId }) => {
      const message = [...world.messages.values()]
        .flat()
        .find((one) => one.messageId === messageId);
      if (!message) throw new CodedError('not_found');
      const again: Message = { ...message, state: 'queued', problem: null };
      emit('messages.changed', { chatId: message.chatId, messages: [again], removedOrders: [] });
      return again;
    },
    markRead: async ({ chatId }) => {
      updateChat(world, emit, chatId, { unreadCount: 0 });
      return {};
    },
    reportPreview: async ({ chatId }) => ({
      messages: of(chatId)
        .filter(({ outgoing, body }) => !outgoing && body.kind === 'text')
        .slice(-20),
      mostBytes: 150_000,
      mostNoteLength: 1_000,
    }),
    report: async ({ chatId, messageIds, note, alsoBlock }) => {
      if (world.connection.state !== 'online') throw new CodedError('offline');
      world.reported.push({ chatId, messageIds, note });
      const accountId = world.chats.find((chat) => chat.chatId === chatId)?.peer.accountId;
      if (alsoBlock && accountId) await peopleHandlers(world, emit).block({ accountId });
      return {};
    },
    deleteForMe: async ({ chatId, orders }) => {
      const gone = of(chatId).filter(({ order }) => orders.includes(order));
      const seen = Math.max(0, ...gone.flatMap((one) => (one.outgoing ? [] : [one.order])));
      const newer = of(chatId).filter(({ outgoing, order }) => !outgoing && order > seen).length;
      const unread = world.chats.find((chat) => chat.chatId === chatId)?.unreadCount ?? 0;
      world.deleted.push(...gone);
      world.messages.set(
        chatId,
        of(chatId).filter((message) => !gone.includes(message)),
      );
      const removedOrders = gone.map(({ order }) => order);
      emit('messages.changed', { chatId, messages: [], removedOrders });
      showLast(chatId);
      updateChat(world, emit, chatId, { unreadCount: Math.min(unread, newer) });
      return {};
    },
    restoreDeleted: async ({ orders }) => {
      const back = world.deleted.filter(({ order }) => orders.includes(order));
      world.deleted = world.deleted.filter((message) => !back.includes(message));
      for (const message of back) {
        const { chatId } = message;
        world.messages.set(
          chatId,
          [...of(chatId), message].sort((a, b) => a.order - b.order),
        );
        emit('messages.changed', { chatId, messages: [message], removedOrders: [] });
        showLast(chatId);
      }
      return {};
    },
    settleDeleted: async () => {
      world.deleted = [];
      return {};
    },
  };
};
