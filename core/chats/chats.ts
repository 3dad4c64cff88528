import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Handle } from '../../contract/handle.ts';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { Account } from '../account/account.ts';
import { toPhoneNumber } from '../account/phone-number.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { KeyLog } from '../key-log/key-log.ts';
import { noChanges, publish } from '../publish.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { ContactRow } from '../store/types/contacts.ts';
import { markGone } from './notices.ts';
import { ensureChat, ensureContact } from './open-chat.ts';
import { toChatSummary, toPeer } from './summary.ts';

/** The chat list and who is in it. `setTyping` is given, since it needs the way out. */
export const createChats = (
  context: Context,
  options: {
    readonly account: Account;
    readonly askPresence: (chatId: string) => Promise<void>;
    /** Whether the map of keys says, too, that a number or username leads to this account. */
    readonly checkFound: KeyLog['checkFound'];
    readonly setTyping: (chatId: string, typing: boolean) => Promise<void>;
    readonly setTimer: (chatId: string, afterS: number | null) => Promise<ChatSummary>;
    /** The timer of chats that the person starts, in seconds; null: none. */
    readonly defaultTimerS: () => number | null;
    /** What is over is removed before anything of messages is given. */
    readonly beforeShown: () => void;
  },
): MessengerHandlers['chats'] => {
  const { store } = context;

  const known = ({ kind, value }: Handle): ContactRow | null =>
    kind === 'number' ? store.contacts.byNumber(value) : store.contacts.byUsername(value);

  /** By what this device knows of its account: nobody is asked for that. */
  const isOwn = ({ kind, value }: Handle): boolean => value === options.account.ready()?.[kind];
  const find = async (by: Handle): Promise<string> => {
    if (isOwn(by)) throw new CodedError('own_account');
    const api = options.account.api();
    const { accountId } =
      by.kind === 'number'
        ? await api('lookupNumber', { number: by.value })
        : await api('lookupUsername', { username: by.value });
    if (accountId === options.account.ready()?.accountId) throw new CodedError('own_account');
    if ((await options.checkFound({ accountId, ...by })) === 'contradicts')
      throw new CodedError('found_somebody_else');
    return accountId;
  };

  const openWith = (accountId: string, by: Handle): ChatRow => {
    const changes = noChanges();
    const chat = store.transaction(() => {
      const former = known(by);
      // The number or name leads to someone else now.
      if (former && former.accountId !== accountId) {
        if (by.kind === 'number') markGone(context, changes, former.accountId);
        store.contacts.save({
          ...former,
          gone: by.kind === 'number' || former.gone,
          username: by.kind === 'username' ? null : former.username,
        });
      }
      const contact = ensureContact(context, accountId);
      store.contacts.save({
        ...contact,
        ...(by.kind === 'number' ? { number: by.value } : { username: by.value }),
        gone: false,
      });
      const isNew = store.chats.byPeer(accountId) === null;
      const { chatId } = ensureChat(context, accountId);
      changes.chatIds.add(chatId);
      const afterS = isNew ? options.defaultTimerS() : null;
      if (afterS !== null) store.chats.setTimer(chatId, { afterS, version: 1, untold: true });
      return store.chats.byPeer(accountId);
    });
    publish(context, changes);
    if (!chat) throw new CodedError('not_found');
    return chat;
  };

  const chatOf = (chatId: string): ChatRow => {
    const chat = store.chats.get(chatId);
    if (!chat) throw new CodedError('not_found');
    return chat;
  };

  return {
    list: async (page) => {
      options.beforeShown();
      const { chats, hasMore } = store.chats.list(page);
      return {
        chats: chats.map((chat) => toChatSummary(context, chat)),
        hasMore,
        unreadTotal: store.chats.unreadTotal(),
      };
    },
    get: async ({ chatId }) => toChatSummary(context, chatOf(chatId)),
    start: async ({ by: asked }) => {
      const by =
        asked.kind === 'number' ? { ...asked, value: await toPhoneNumber(asked.value) } : asked;
      try {
        return { chat: toChatSummary(context, openWith(await find(by), by)) };
      } catch (error) {
        // Without the server, who is known already can still be opened.
        const contact = error instanceof CodedError && error.code === 'offline' ? known(by) : null;
        const chat = contact && store.chats.byPeer(contact.accountId);
        if (!chat) throw error;
        return { chat: toChatSummary(context, chat) };
      }
    },
    saveDraft: async ({ chatId, text }) => {
      chatOf(chatId);
      store.chats.saveDraft(chatId, text);
      const changes = noChanges();
      changes.chatIds.add(chatId);
      publish(context, changes);
      return {};
    },
    setTyping: async ({ chatId, typing }) => {
      await options.setTyping(chatId, typing);
      return {};
    },
    setTimer: ({ chatId, afterS }) => options.setTimer(chatId, afterS),
    askPresence: async ({ chatId }) => {
      chatOf(chatId);
      await options.askPresence(chatId);
      return {};
    },
    search: async ({ text, limit }) => {
      options.beforeShown();
      return {
        chats: store.search.chats(text, limit).map((chat) => toChatSummary(context, chat)),
        messages: store.search.messages(text, { limit }).map(({ contact, snippet, ...hit }) => ({
          ...hit,
          peerName: toPeer(contact).name,
          snippet: [...snippet],
        })),
      };
    },
  };
};
