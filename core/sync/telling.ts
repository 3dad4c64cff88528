import { contentLimits } from '../../contract/content/limits.ts';
import type { Sync } from '../../contract/content/schema.ts';
import type { Message } from '../../contract/ipc/model.ts';
import { timed } from '../chats/text-row.ts';
import type { Context } from '../context.ts';
import type { MessageName } from '../store/types/sync.ts';

const noTimer = { afterS: null, version: 0 };

/** How this device calls a person, for another that does not know. */
export const toToldPeer = ({ store }: Pick<Context, 'store'>, accountId: string) => {
  const contact = store.contacts.get(accountId);
  const { name, number, username } = contact ?? { name: null, number: null, username: null };
  return {
    ...(name === null ? {} : { name }),
    ...(number === null ? {} : { number }),
    ...(username === null ? {} : { username }),
  };
};

/** `sent` of a message that the server took at `acceptedAt`; null when there is nothing of it that another device could show. */
export const toSent = (
  context: Context,
  accountId: string,
  message: Pick<Message, 'messageId' | 'chatId' | 'at' | 'body' | 'expiry'>,
  acceptedAt: number,
): Sync | null => {
  if (message.body.kind !== 'text') return null;
  return {
    what: 'sent',
    to: accountId,
    messageId: message.messageId,
    sentAt: message.at,
    acceptedAt,
    text: message.body.text,
    ...timed(message, context.store.chats.get(message.chatId)?.timer ?? noTimer),
    peer: toToldPeer(context, accountId),
  };
};

/** `deleted` of messages with one account, so many at a time as one may name. */
export const toDeleted = (of: string, names: readonly MessageName[]): readonly Sync[] => {
  const syncs: Sync[] = [];
  for (let from = 0; from < names.length; from += contentLimits.maxReceiptIds)
    syncs.push({
      what: 'deleted',
      of,
      messages: names
        .slice(from, from + contentLimits.maxReceiptIds)
        .map(({ messageId, outgoing }) => ({ messageId, outgoing })),
    });
  return syncs;
};

/** Own messages that never left: no other device knows of them. */
const isOnlyHere = ({ outgoing, state }: Message): boolean =>
  outgoing && (state === 'queued' || state === 'failed');

/** `deleted` of everything that was removed here and that other devices may have. */
export const toDeletions = (context: Context, removed: readonly Message[]): readonly Sync[] => {
  const byChat = new Map<string, Message[]>();
  for (const message of removed) {
    if (message.body.kind === 'notice' || isOnlyHere(message)) continue;
    const ofChat = byChat.get(message.chatId) ?? [];
    ofChat.push(message);
    byChat.set(message.chatId, ofChat);
  }
  return [...byChat].flatMap(([chatId, messages]) => {
    const chat = context.store.chats.get(chatId);
    return chat ? toDeleted(chat.contact.accountId, messages) : [];
  });
};
