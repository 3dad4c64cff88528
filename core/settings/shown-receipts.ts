import type { ChatSummary, Message } from '../../contract/ipc/model.ts';
import type { SettingKey } from '../../contract/settings/registry.ts';
import type { Context } from '../context.ts';
import type { Emit, EngineEvents, MessengerHandlers } from '../events.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Registers } from './registers.ts';

type Shows = (key: 'privacy.showReadReceipts' | 'privacy.showDeliveryReceipts') => boolean;
type State = Message['state'];

/** How far a message is shown to have come. What is stored goes on: it is all there when the person wants to see it again. */
const cutState = (state: State, shows: Shows): State => {
  const isRead = state === 'read' && shows('privacy.showReadReceipts');
  if (isRead || (state !== 'read' && state !== 'delivered')) return state;
  return shows('privacy.showDeliveryReceipts') ? 'delivered' : 'sent';
};

/** Takes the receipts of others out of what a window is told, where the person does not want to see them. */
export interface ShownReceipts {
  readonly chats: (handlers: MessengerHandlers['chats']) => MessengerHandlers['chats'];
  readonly messages: (handlers: MessengerHandlers['messages']) => MessengerHandlers['messages'];
  readonly emit: Emit;
}

/** Calls whose answers show how far messages came: each is to be cut, or it does not compile. */
type Showing<Handlers> = {
  readonly [Name in keyof Handlers as Handlers[Name] extends (asked: never) => Promise<infer Answer>
    ? Answer extends
        | Message
        | ChatSummary
        | { messages: Message[] }
        | { chats: ChatSummary[] }
        | { chat: ChatSummary }
      ? Name
      : never
    : never]: Handlers[Name];
};

const answering =
  <Asked, Answer>(call: (asked: Asked) => Promise<Answer>, cut: (answer: Answer) => Answer) =>
  async (asked: Asked): Promise<Answer> =>
    cut(await call(asked));

/** `inChat`: the setting in force in the chat with an account. */
export const createShownReceipts = (
  { store, emit }: Pick<Context, 'store' | 'emit'>,
  inChat: (accountId: string, key: Parameters<Shows>[0] & SettingKey) => boolean,
): ShownReceipts => {
  /** Asks once for each account and key. */
  const toShowsIn = (): ((accountId: string) => Shows) => {
    const known = new Map<string, boolean>();
    return (accountId) => (key) => {
      const name = `${accountId} ${key}`;
      const shows = known.get(name) ?? inChat(accountId, key);
      known.set(name, shows);
      return shows;
    };
  };
  const ofMessages = (messages: readonly Message[]): Message[] => {
    const showsIn = toShowsIn();
    const accounts = new Map<string, string>();
    const accountOf = (chatId: string): string => {
      const accountId = accounts.get(chatId) ?? store.chats.get(chatId)?.contact.accountId ?? '';
      accounts.set(chatId, accountId);
      return accountId;
    };
    return messages.map((message) =>
      message.outgoing
        ? { ...message, state: cutState(message.state, showsIn(accountOf(message.chatId))) }
        : message,
    );
  };
  const ofChats = (chats: readonly ChatSummary[]): ChatSummary[] => {
    const showsIn = toShowsIn();
    return chats.map((chat) => {
      const { lastMessage, peer } = chat;
      if (!lastMessage) return chat;
      const state = cutState(lastMessage.state, showsIn(peer.accountId));
      return { ...chat, lastMessage: { ...lastMessage, state } };
    });
  };
  const ofMessage = (message: Message): Message => ofMessages([message])[0] ?? message;
  const ofChat = (chat: ChatSummary): ChatSummary => ofChats([chat])[0] ?? chat;

  return {
    chats: (handlers) => {
      const cut: Showing<MessengerHandlers['chats']> = {
        list: answering(handlers.list, (page) => ({ ...page, chats: ofChats(page.chats) })),
        get: answering(handlers.get, ofChat),
        start: answering(handlers.start, ({ chat }) => ({ chat: ofChat(chat) })),
        setTimer: answering(handlers.setTimer, ofChat),
        search: answering(handlers.search, (found) => ({ ...found, chats: ofChats(found.chats) })),
      };
      return { ...handlers, ...cut };
    },
    messages: (handlers) => {
      const cut: Showing<MessengerHandlers['messages']> = {
        page: answering(handlers.page, (page) => ({
          ...page,
          messages: ofMessages(page.messages),
        })),
        send: answering(handlers.send, ofMessage),
        retry: answering(handlers.retry, ofMessage),
        // Of what others wrote.
        reportPreview: handlers.reportPreview,
      };
      return { ...handlers, ...cut };
    },
    emit: (name, payload) => {
      if (name === 'messages.changed') {
        const told = payload as EngineEvents['messages.changed'];
        emit('messages.changed', { ...told, messages: ofMessages(told.messages) });
      } else if (name === 'chats.changed') {
        const told = payload as EngineEvents['chats.changed'];
        emit('chats.changed', { ...told, chats: ofChats(told.chats) });
      } else emit(name, payload);
    },
  };
};

const mostChats = 30;
const messagesOfChat = 60;

/** Whether what is shown of receipts may be another thing because of these. */
const touchesReceipts = (keys: ReadonlySet<string>): boolean =>
  [...keys].some((key) => /[.:]show(?:Read|Delivery)Receipts$/.test(key));

interface RetoldParts {
  readonly chats: Pick<MessengerHandlers['chats'], 'list'>;
  readonly messages: Pick<MessengerHandlers['messages'], 'page'>;
}

/** Tells what a window may hold once more: the newest of the newest chats. */
const retell = async (
  { chats, messages }: RetoldParts,
  { emit }: Pick<Context, 'emit'>,
): Promise<void> => {
  const listed = await chats.list({ limit: mostChats, before: null });
  emit('chats.changed', { chats: listed.chats, unreadTotal: listed.unreadTotal });
  for (const { chatId } of listed.chats) {
    const anchor = { at: 'newest' } as const;
    const page = await messages.page({ chatId, anchor, before: messagesOfChat, after: 0 });
    const own = page.messages.filter(({ outgoing }) => outgoing);
    if (own.length > 0) emit('messages.changed', { chatId, messages: own, removedOrders: [] });
  }
};

/** Tells it whenever what the person wants to see of receipts changed, here or on another device. */
export const retellReceipts = (
  context: Pick<Context, 'emit' | 'onUnexpected'>,
  registers: Pick<Registers, 'onChanged'>,
  parts: RetoldParts,
): Unsubscribe =>
  registers.onChanged((changed) => {
    if (!touchesReceipts(changed)) return;
    retell(parts, context).catch((error: unknown) => context.onUnexpected('shown receipts', error));
  });

/** Whether the person has receipts sent to somebody, by the setting that holds in their chat. */
export const toSends = (settings: {
  readonly inChat: (
    accountId: string,
    key: 'privacy.sendReadReceipts' | 'privacy.sendDeliveryReceipts',
  ) => boolean;
}): Record<'sendsReadReceipts' | 'sendsDeliveryReceipts', (accountId: string) => boolean> => ({
  sendsReadReceipts: (accountId) => settings.inChat(accountId, 'privacy.sendReadReceipts'),
  sendsDeliveryReceipts: (accountId) => settings.inChat(accountId, 'privacy.sendDeliveryReceipts'),
});
