import { toEncryptionStatus } from '../../contract/encryption/status.ts';
import type { ChatSummary, Peer } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import { differenceIn, encryptionFacts } from '../encryption/facts.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { ContactRow } from '../store/types/contacts.ts';

/** A contact as the window shows them. */
export const toPeer = (contact: ContactRow): Peer => ({
  accountId: contact.accountId,
  name: contact.name ?? contact.username ?? contact.number ?? contact.accountId.slice(0, 8),
  number: contact.number,
  username: contact.username,
  hue: Number.parseInt(contact.accountId.slice(0, 8), 16) % 8,
  kind: contact.kind,
  gone: contact.gone,
  blocked: contact.blocked,
});

/** A chat as the list shows it. */
export const toChatSummary = (
  context: Pick<Context, 'verifiedKeyHash' | 'difference' | 'keyVerdict' | 'withheld'>,
  chat: ChatRow,
): ChatSummary => ({
  chatId: chat.chatId,
  peer: toPeer(chat.contact),
  lastMessage: chat.lastMessage && {
    body: chat.lastMessage.body,
    outgoing: chat.lastMessage.outgoing,
    at: chat.lastMessage.at,
    state: chat.lastMessage.state,
  },
  activeAt: chat.activeAt,
  unreadCount: chat.unreadCount,
  draft: chat.draft,
  request: chat.contact.standing === 'request',
  timerS: chat.timer.afterS,
  keyChange: chat.contact.blocked ? null : chat.keyChange,
  encryption: toEncryptionStatus(encryptionFacts(context, chat)),
  differs: differenceIn(context, chat),
  withheld: context.withheld(
    chat.contact.accountId,
    chat.identityKey && toKeyHash(chat.identityKey),
  ),
});
