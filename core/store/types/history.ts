import type { ErrorBody } from '../../../contract/errors/coded-error.ts';
import type { DeliveryState, Message } from '../../../contract/ipc/model.ts';
import type { ChatRow, ChatTimer } from './chats.ts';
import type { ContactStanding } from './contacts.ts';

/** A message as it moves from one device of an account to another. */
export interface MovedMessage {
  /** Its place here when it is read, and where it is to stand when it is added. */
  readonly order: number;
  /** With whom. */
  readonly accountId: string;
  /** 16 bytes. */
  readonly messageId: Uint8Array;
  readonly outgoing: boolean;
  readonly sentAt: number;
  readonly at: number;
  readonly body: Message['body'];
  /** Of an unknown kind: the content as it came. */
  readonly raw: Uint8Array | null;
  readonly state: DeliveryState | null;
  readonly problem: ErrorBody | null;
}

/** A chat as it moves. */
export interface MovedChat {
  readonly accountId: string;
  readonly name: string | null;
  readonly number: string | null;
  readonly username: string | null;
  readonly gone: boolean;
  readonly standing: ContactStanding;
  readonly activeAt: number;
  readonly readThrough: number;
  readonly timer: ChatTimer;
}

/** Moving history: reading in the order of rows, and adding below what came here meanwhile. */
export interface HistoryRepository {
  /** The largest order ever given here; 0 for none. */
  newestOrder(): number;
  /** The place of the chat that was made last; 0 for none. */
  newestPlace(): number;
  /** Messages up to and with this order that are to move. Reads them all. */
  count(through: number): number;
  /** Orders above `after` up to and with `through`, ascending. Without what was deleted for me, what waits to be sent, and what disappears. */
  messages(range: {
    readonly after: number;
    readonly through: number;
    readonly limit: number;
  }): readonly MovedMessage[];
  /** Chats in the order in which they were made, after a place in it. */
  chats(
    afterPlace: number,
    limit: number,
  ): readonly { readonly place: number; readonly chat: ChatRow }[];
  /** Keeps the next `count` orders free; gives the last one before them. Inside the transaction that needs it. */
  reserve(count: number): number;
  /** Makes chats and people that are not here, and fills in what is not known of those that are, the newer timer counting; counts what is unread anew. */
  addChats(chats: readonly MovedChat[], newId: () => string): void;
  /**
   * Adds messages to chats that are here, each at its order, with search index, last message, activity and unread counter. Left
   * out is what is here already (same chat, id and direction), stands at a taken order, or was deleted here. Gives how many
   * were added, and the chats (ids) that they are in.
   */
  addMessages(messages: readonly MovedMessage[]): {
    readonly count: number;
    readonly chatIds: readonly string[];
  };
}
