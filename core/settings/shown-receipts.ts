import type { ChatSummary, Message } from '../../contract/ipc/model.ts';
import type { SettingKey } from '../../contract/settings/registry.ts';
import type { Context } from '../context.ts';
import type { Emit, MessengerHandlers } from '../events.ts';
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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isMessage = (value: object): value is Message =>
  'messageId' in value && 'chatId' in value && 'outgoing' in value && 'state' in value;
const isChat = (value: object): value is ChatSummary => 'peer' in value && 'lastMessage' in value;

/** Takes the receipts of others out of what a window is told, where the person does not want to see them. */
export interface ShownReceipts {
  /** Of an answer or an event: messages and chats in it, at the top or one level below. */
  readonly cut: <T>(told: T) => T;
  readonly emit: Emit;
}

/** `inChat`: the setting in force in the chat with an account. */
export const createShownReceipts = (
  { store, emit }: Pick<Context, 'store' | 'emit'>,
  inChat: (accountId: string, key: Parameters<Shows>[0] & SettingKey) => boolean,
): ShownReceipts => {
  const cut = <T>(told: T): T => {
    const known = new Map<string, boolean>();
    const showsIn =
      (accountId: string): Shows =>
      (key) => {
        const name = `${accountId} ${key}`;
        const shows = known.get(name) ?? inChat(accountId, key);
        known.set(name, shows);
        return shows;
      };
    const accounts = new Map<string, string>();
    const accountOf = (chatId: string): string => {
      const accountId = accounts.get(chatId) ?? store.chats.get(chatId)?.contact.accountId ?? '';
      accounts.set(chatId, accountId);
      return accountId;
    };
    const one = (value: unknown): unknown => {
      if (!isRecord(value)) return value;
      if (isMessage(value))
        return value.outgoing
          ? { ...value, state: cutState(value.state, showsIn(accountOf(value.chatId))) }
          : value;
      if (!isChat(value) || !value.lastMessage) return value;
      const { lastMessage, peer } = value;
      const state = cutState(lastMessage.state, showsIn(peer.accountId));
      return { ...value, lastMessage: { ...lastMessage, state } };
    };
    if (!isRecord(told) || isMessage(told) || isChat(told)) return one(told) as T;
    const parts = Object.entries(told).map(([name, part]) => [
      name,
      Array.isArray(part) ? part.map(one) : one(part),
    ]);
    return Object.fromEntries(parts) as T;
  };
  return {
    cut,
    emit: (name, payload) =>
      emit(name, name === 'messages.changed' || name === 'chats.changed' ? cut(payload) : payload),
  };
};

type Handler = (input: never) => Promise<unknown>;

/** Handlers whose answers are cut. */
export const cutAnswers = <H extends object>(handlers: H, cut: ShownReceipts['cut']): H =>
  Object.fromEntries(
    Object.entries(handlers as Record<string, Handler>).map(([name, handler]) => [
      name,
      async (input: never) => cut(await handler(input)),
    ]),
  ) as H;

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
