import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import type { ChatSummary, Peer } from '../../../contract/ipc/model.ts';
import type { BlockedPerson, PeopleState } from '../../../contract/ipc/people.ts';
import type { World } from './world.ts';

type Emit = (name: string, payload: unknown) => void;

const waiting = (world: World): ChatSummary[] =>
  world.chats
    .filter(({ request, peer }) => request && !peer.blocked)
    .sort((a, b) => b.activeAt - a.activeAt);

const stateOf = (world: World): PeopleState => ({
  requestCount: waiting(world).length,
  unreadRequestCount: waiting(world).filter(({ unreadCount }) => unreadCount > 0).length,
  blockedCount: world.blocked.length,
});

/** Requests are the chats of the world that are marked so; who is blocked stands in `world.blocked`. */
export const peopleHandlers = (world: World, emit: Emit): Handlers<EngineDomains['people']> => {
  const tell = (changed: readonly ChatSummary[]): void => {
    const unreadTotal = world.chats.reduce(
      (sum, chat) => sum + (chat.request ? 0 : chat.unreadCount),
      0,
    );
    if (changed.length > 0) emit('chats.changed', { chats: changed, unreadTotal });
    emit('people.changed', stateOf(world));
  };
  const changeChats = (
    accountId: string,
    change: (chat: ChatSummary) => ChatSummary,
  ): ChatSummary[] => {
    world.chats = world.chats.map((chat) =>
      chat.peer.accountId === accountId ? change(chat) : chat,
    );
    return world.chats.filter(({ peer }) => peer.accountId === accountId);
  };
  const knownPeer = (accountId: string): Peer => {
    const peer =
      world.chats.find((chat) => chat.peer.accountId === accountId)?.peer ??
      world.blocked.find((person) => person.peer.accountId === accountId)?.peer;
    if (!peer) throw new CodedError('not_found');
    return peer;
  };
  const setBlocked = (accountId: string, blocked: boolean): void => {
    const peer = { ...knownPeer(accountId), blocked };
    const chats = changeChats(accountId, (chat) => ({ ...chat, peer }));
    const others = world.blocked.filter((person) => person.peer.accountId !== accountId);
    const person: BlockedPerson = {
      peer,
      chatId: chats[0]?.chatId ?? null,
      set: { device: 'Laptop', thisDevice: true, at: Date.now() },
    };
    world.blocked = blocked ? [person, ...others] : others;
    tell(chats);
  };
  return {
    get: async () => stateOf(world),
    requests: async ({ limit, before }) => {
      const all = waiting(world);
      const from = before ? all.findIndex(({ chatId }) => chatId === before.chatId) + 1 : 0;
      return { chats: all.slice(from, from + limit), hasMore: from + limit < all.length };
    },
    accept: async ({ accountId }) => {
      if (knownPeer(accountId).blocked) throw new CodedError('blocked');
      tell(changeChats(accountId, (chat) => ({ ...chat, request: false })));
      return {};
    },
    removeRequest: async ({ accountId }) => {
      const chat = world.chats.find((one) => one.request && one.peer.accountId === accountId);
      if (!chat) throw new CodedError('not_found');
      world.chats = world.chats.filter((one) => one !== chat);
      world.messages.delete(chat.chatId);
      emit('chats.removed', { chatId: chat.chatId });
      tell([]);
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
    acceptKeys: async ({ accountId, keyHash }) => {
      const chat = world.chats.find((one) => one.peer.accountId === accountId);
      if (!chat?.keyChange) throw new CodedError('not_found');
      if (chat.keyChange.keyHash !== keyHash) throw new CodedError('keys_changed_again');
      tell(changeChats(accountId, (one) => ({ ...one, keyChange: null })));
      return {};
    },
    blocked: async () => ({ blocked: world.blocked }),
  };
};
