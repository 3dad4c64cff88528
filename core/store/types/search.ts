import type { ChatRow } from './chats.ts';
import type { ContactRow } from './contacts.ts';

export interface SearchHit {
  readonly chatId: string;
  readonly messageId: string;
  readonly order: number;
  readonly contact: ContactRow;
  readonly at: number;
  readonly outgoing: boolean;
  /** Plain text in pieces; never HTML. */
  readonly snippet: readonly { readonly text: string; readonly match: boolean }[];
}

export interface SearchRepository {
  /** Messages that hold every word of `text` as a word's beginning, newest first. `before` is an order, exclusive. Any text is allowed. */
  messages(
    text: string,
    options: { readonly limit: number; readonly before?: number },
  ): readonly SearchHit[];
  /** Chats whose name, number or username holds every word as a beginning, most recently active first. */
  chats(text: string, limit: number): readonly ChatRow[];
}
