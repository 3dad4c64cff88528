import type { Context } from '../context.ts';
import { breathe } from '../platform/breathe.ts';
import {
  type Chunk,
  maxChunkJsonBytes,
  toChunkChat,
  toMessageRow,
  wantedChunkMessages,
} from './chunk.ts';

/** Up to where history was read: messages by order, then chats by the place in which they were made. */
export interface Cursor {
  readonly order: number;
  readonly place: number;
}

/** What moves: everything up to here. */
export interface Extent extends Cursor {
  /** Messages that there are, about. */
  readonly total: number;
}

export interface Built {
  readonly chunk: Omit<Chunk, 'end'>;
  readonly to: Cursor;
  readonly isLast: boolean;
}

const pageRows = 200;
/** UTF-8 of its JSON: the last message may go beyond. */
const wantedBytes = maxChunkJsonBytes - 100_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Reads the next chunk after `from`, in slices between other work. With `to` it reads exactly up to there: the same stretch again
 * after a crash, whatever became of its messages.
 */
export const buildChunk = async (
  { store }: Context,
  extent: Extent,
  from: Cursor,
  to: Cursor | null,
): Promise<Built> => {
  const end = to ?? extent;
  const places = new Map<string, number>();
  const chats: Chunk['chats'][number][] = [];
  const messages: Chunk['messages'][number][] = [];
  let bytes = 0;
  let { order, place } = from;

  const placeOf = (accountId: string): number => {
    const known = places.get(accountId);
    if (known !== undefined) return known;
    const row = store.chats.byPeer(accountId);
    if (!row) return -1;
    const chat = toChunkChat(row, extent.order);
    bytes += bytesOf(chat);
    places.set(accountId, chats.length);
    return chats.push(chat) - 1;
  };
  const isFull = (): boolean =>
    to === null && (bytes >= wantedBytes || messages.length >= wantedChunkMessages);

  while (order < end.order && !isFull()) {
    const page = store.history.messages({ after: order, through: end.order, limit: pageRows });
    if (page.length === 0) order = end.order;
    for (const message of page) {
      if (isFull()) break;
      order = message.order;
      const row = toMessageRow(message, placeOf(message.accountId));
      bytes += bytesOf(row);
      messages.push(row);
    }
    await breathe();
  }
  while (order >= end.order && place < end.place && !isFull()) {
    const page = store.history.chats(place, pageRows).filter((row) => row.place <= end.place);
    if (page.length === 0) place = end.place;
    for (const row of page) {
      if (isFull()) break;
      place = row.place;
      placeOf(row.chat.contact.accountId);
    }
    await breathe();
  }
  return {
    chunk: { v: 1, total: extent.total, chats, messages },
    to: { order, place },
    isLast: order >= extent.order && place >= extent.place,
  };
};
