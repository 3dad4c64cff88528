import type { ErrorBody } from '../../../contract/errors/coded-error.ts';
import type { DeliveryState, Message } from '../../../contract/ipc/model.ts';
import type { EnvelopeFacts } from './keys.ts';
import type { MessageName } from './sync.ts';

/** Which device a message came from, under which key; as it was recorded when it was taken. */
export interface MessageOrigin {
  readonly deviceId: number;
  /** SHA-256, hex, of the identity key that it came under; null of what was written here. */
  readonly keyHash: string | null;
  /** Whether the person had compared that very key by then; null of the account's own. */
  readonly verified: boolean | null;
  /** What was seen of its envelope; null of what was written here. */
  readonly seen: EnvelopeFacts | null;
}

/** For whom a message of this device was encrypted last. */
export interface MessageRecipients {
  /** SHA-256, hex, of the contact's identity key. */
  readonly keyHash: string;
  /** Whether the person had compared that very key by then. */
  readonly verified: boolean;
  readonly deviceIds: readonly number[];
}

/** What was recorded of one message. */
export interface RecordedMessage {
  readonly message: Message;
  /** When the server took it, or until then when it was stored. */
  readonly at: number;
  /** Null where nothing was recorded. */
  readonly origin: MessageOrigin | null;
  /** Null of what was not encrypted here, and where it was not recorded. */
  readonly recipients: MessageRecipients | null;
}

export interface NewMessage {
  readonly chatId: string;
  readonly messageId: string;
  readonly outgoing: boolean;
  /** When it was written, as it is shown; becomes `Message.at`. */
  readonly sentAt: number;
  /** When the server took it, or until then when it was stored: moves the chat up, and counts for `expireUndelivered`. */
  readonly at: number;
  readonly body: Message['body'];
  /** Of an unknown kind: the content as it came, kept for a later version. */
  readonly raw?: Uint8Array;
  /** Of outgoing messages; null otherwise. */
  readonly state: DeliveryState | null;
  /** How long it stays once its time began to run; absent or null: until it is deleted. */
  readonly expireAfterS?: number | null;
  /** When its time is over, where it runs already. */
  readonly expiresAt?: number | null;
  /** Absent: not recorded. */
  readonly origin?: MessageOrigin;
}

/** When the time of messages began to run, by the server's clock as far as it is known. */
export interface ExpiryStart {
  readonly at: number;
  /** Where it is not known: by which run of the program `at` was measured, and when it was at the earliest. */
  readonly unsure: { readonly run: number; readonly earliestAt: number } | null;
}

/** What was removed since its time was over. */
export interface Expired {
  readonly chatId: string;
  readonly order: number;
  readonly messageId: string;
  readonly outgoing: boolean;
}

export type PageAnchor =
  | { readonly at: 'newest' }
  | { readonly at: 'unread' }
  | { readonly at: 'order'; readonly order: number };

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly firstUnreadOrder: number | null;
}

export interface MessagesRepository {
  /**
   * Adds in the given order, with the search index, the chats' last message, activity and unread counters. A message that is
   * there already (same chat, id and direction), or was deleted here, is left out of the answer. One of which something was heard
   * before (`sync.keepEarly`) is so far at once.
   * Notices neither count as unread nor move the chat up. An outgoing message makes who it is for a contact. Throws `not_found` for an
   * unknown chat.
   */
  add(messages: readonly NewMessage[]): readonly Message[];
  get(chatId: string, messageId: string): Message | null;
  named(chatId: string, name: MessageName): Message | null;
  /** By its order, with where it came from. */
  recorded(chatId: string, order: number): RecordedMessage | null;
  /** An outgoing message was encrypted for these; nothing where it is not there any more. */
  encryptedFor(
    message: { readonly chatId: string; readonly messageId: string },
    recipients: MessageRecipients,
  ): void;
  /** An outgoing message by its id alone. */
  outgoing(messageId: string): Message | null;
  page(
    chatId: string,
    page: { readonly anchor: PageAnchor; readonly before: number; readonly after: number },
  ): MessagePage;
  /**
   * Moves outgoing messages forward: queued → sent → delivered → read; queued → failed; queued, sent → not_delivered; a receipt
   * still moves not_delivered and failed on. Ids that are unknown or would go back are left out. Gives the changed messages.
   */
  advance(change: {
    readonly chatId: string;
    readonly messageIds: readonly string[];
    readonly state: Exclude<DeliveryState, 'queued'>;
    /** When the server took it, for `sent`. Not the time that is shown. */
    readonly at?: number;
    /** For `failed`. */
    readonly problem?: ErrorBody;
    /** Of all but `failed`: when the time of those that disappear began, unless it runs already. */
    readonly start?: ExpiryStart;
  }): readonly Message[];
  /** A failed or undelivered message is queued again, with the time it has; null when it is in another state. The caller adds the outbox row. */
  requeue(messageId: string): Message | null;
  /** Outgoing messages of a chat in state `sent`, oldest first: what has no receipt. */
  awaitingReceipt(chatId: string, limit: number): readonly Message[];
  /** Of a chat's newest `limit` outgoing messages those that the server took at `since` or later, oldest first. */
  takenSince(chatId: string, since: number, limit: number): readonly Message[];
  /** Which of these ids no outgoing message to the account has, nor had one that was deleted here. */
  missing(accountId: string, messageIds: readonly string[]): readonly string[];
  /** Marks messages `sent` before `sentBefore` (server time) as `not_delivered`; at most `limit`. Gives them. */
  expireUndelivered(sentBefore: number, limit: number): readonly Message[];
  /**
   * Delete for me: from now on pages, search, the chats' last message and the unread counters leave these messages of one chat out,
   * also after a crash. Gives those that were there and shown.
   */
  hide(chatId: string, orders: readonly number[]): readonly Message[];
  /** Brings back what is hidden and not removed yet. Gives it. */
  restore(orders: readonly number[]): readonly Message[];
  /** Orders of what is hidden. */
  hidden(): readonly number[];
  /** Removes what is hidden, for good, and gives it. Ids stay known to `inbox`; a queued message leaves the outbox too. */
  removeHidden(): readonly Message[];
  /** Deleted on another device: removed at once, for good, and remembered, also what is not here yet. Gives what was here. */
  remove(accountId: string, names: readonly MessageName[], at: number): readonly Message[];
  /** When the time of the next message is over, which may be past; null when none runs. */
  nextExpiry(): number | null;
  /**
   * Removes messages whose time is over at `now`, at most `limit`, the longest over first: with their words in the index, what waits
   * in the outbox, and the chats' last message and counters. Received ids stay known to `inbox`. Gives them.
   */
  expire(now: number, limit: number): readonly Expired[];
  /**
   * The server's clock is known again: what `run` began is moved by `moveMs`. What former runs began without knowing it stays
   * when `isSane`, that is when their clock proved to be right; otherwise it counts from the earliest.
   */
  settleStarts(known: {
    readonly run: number;
    readonly moveMs: number;
    readonly isSane: boolean;
  }): void;
  /** Messages of an unknown kind with what came, after `afterOrder`, oldest first; for reading them after an update. */
  unknown(
    afterOrder: number,
    limit: number,
  ): readonly { readonly message: Message; readonly raw: Uint8Array }[];
  /** Gives an unknown message its body. */
  reveal(order: number, body: Message['body']): Message | null;
}
