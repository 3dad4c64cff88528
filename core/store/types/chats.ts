import type { Timer } from '../../../contract/content/timer.ts';
import type { KeyChange, Message } from '../../../contract/ipc/model.ts';
import type { ContactRow } from './contacts.ts';
import type { ExpiryStart } from './messages.ts';

export interface ChatRow {
  readonly chatId: string;
  readonly contact: ContactRow;
  /** The newest message; its text is cut to 400 characters. */
  readonly lastMessage: Message | null;
  readonly activeAt: number;
  readonly unreadCount: number;
  /** Everything up to this order was seen. */
  readonly readThrough: number;
  readonly draft: string | null;
  readonly timer: ChatTimer;
  /** Another identity key than the known one is shown and not decided about. */
  readonly keyChange: KeyChange | null;
  /** The contact's, serialised; null before any was seen, and while one that another device accepted was not seen here. */
  readonly identityKey: Uint8Array | null;
}

export interface ChatTimer extends Timer {
  /** The other side has not heard of it: the first message tells it. */
  readonly untold: boolean;
}

export interface ReadResult {
  /** Received messages that became read now, oldest first: what a read receipt names. */
  readonly messageIds: readonly string[];
  readonly unreadCount: number;
  /** Messages whose time began by it. */
  readonly begun: readonly Message[];
}

export interface ChatsRepository {
  /** Newest first, `before` exclusive, without message requests. One more than asked tells nothing: use `hasMore`. */
  list(page: {
    readonly limit: number;
    readonly before: { readonly activeAt: number; readonly chatId: string } | null;
  }): { readonly chats: readonly ChatRow[]; readonly hasMore: boolean };
  /** The same of message requests that are not blocked. */
  requests(page: {
    readonly limit: number;
    readonly before: { readonly activeAt: number; readonly chatId: string } | null;
  }): { readonly chats: readonly ChatRow[]; readonly hasMore: boolean };
  get(chatId: string): ChatRow | null;
  byPeer(accountId: string): ChatRow | null;
  /** Whether a message was written to them that still stands. */
  wroteTo(accountId: string): boolean;
  /** The contact must be saved before. Does nothing when the chat exists; gives the chat with that person either way. */
  create(chat: {
    readonly chatId: string;
    readonly accountId: string;
    readonly activeAt: number;
  }): ChatRow;
  /** Empty text or null removes it. */
  saveDraft(chatId: string, text: string | null): void;
  /** Received messages, oldest first, the newest `limit` of those up to `throughOrder`: what a receipt would name. */
  receivedIds(chatId: string, throughOrder: number, limit: number): readonly string[];
  /** Also begins the time of received messages that disappear. */
  markRead(chatId: string, throughOrder: number, start: ExpiryStart): ReadResult;
  setTimer(chatId: string, timer: ChatTimer): void;
  /** Of the chats whose timer was ever set. */
  timers(): readonly (Timer & { readonly accountId: string })[];
  /** Unread messages of all chats but message requests. */
  unreadTotal(): number;
  /** Removes the chat with its messages, for good; received ids stay known to `inbox`. The contact stays. */
  remove(chatId: string): void;
}
