import { createHash } from 'node:crypto';
import { readUuid } from '../../contract/wire/uuid-bytes.ts';
import type { NewMessage } from '../../core/store/types/messages.ts';
import type { Store } from '../../core/store/types.ts';
import { createDice, createWriter } from './words.ts';

export interface SeedChat {
  readonly name: string;
  readonly messageCount: number;
}

export interface SeedPlan {
  readonly chats: readonly SeedChat[];
  /** The newest message's time; the others lie a minute and a half before each other. */
  readonly endAt: number;
  readonly onBatch?: (done: number) => void;
}

const batchRows = 5_000;
const betweenMs = 90_000;

/** A UUID of version 4's form made from a name, so that a second seeding makes the same rows. */
const toUuid = (name: string): string => {
  const bytes = createHash('sha256').update(name).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x0f) | 0x80;
  return readUuid(bytes, 0);
};

/** Which chat each message goes to: every chat spread over the whole time. */
const spread = (chats: readonly SeedChat[]): number[] => {
  const total = chats.reduce((sum, chat) => sum + chat.messageCount, 0);
  const given = chats.map(() => 0);
  const dice = createDice(7);
  const order: number[] = [];
  while (order.length < total) {
    let place = Math.floor(dice() * (total - order.length));
    const next = chats.findIndex((chat, index) => {
      place -= chat.messageCount - (given[index] ?? 0);
      return place < 0;
    });
    given[next] = (given[next] ?? 0) + 1;
    order.push(next);
  }
  return order;
};

/**
 * Fills a database through the store's own repositories: people, chats, and messages of both sides, all read. Nothing of it was
 * ever sent, so nobody else knows these people.
 */
export const seedStore = (store: Store, { chats, endAt, onBatch }: SeedPlan): readonly string[] => {
  const chatIds = chats.map(({ name }, index) => {
    const accountId = toUuid(`account ${index}`);
    const chatId = toUuid(`chat ${index}`);
    store.contacts.save({
      accountId,
      name,
      number: null,
      username: null,
      kind: 'person',
      gone: false,
      standing: 'accepted',
      blocked: false,
    });
    store.chats.create({ chatId, accountId, activeAt: endAt - index });
    return chatId;
  });
  const order = spread(chats);
  const write = createWriter(11);
  const toMessage = (place: number): NewMessage => {
    const outgoing = (place * 7) % 5 < 2;
    const at = endAt - (order.length - place) * betweenMs;
    return {
      chatId: chatIds[order[place] ?? 0] ?? '',
      messageId: toUuid(`message ${place}`),
      outgoing,
      sentAt: at,
      at,
      body: { kind: 'text', text: write() },
      state: outgoing ? 'read' : null,
    };
  };
  for (let from = 0; from < order.length; from += batchRows) {
    const count = Math.min(batchRows, order.length - from);
    store.transaction(() => {
      store.messages.add(Array.from({ length: count }, (_, index) => toMessage(from + index)));
      for (const chatId of chatIds)
        store.chats.markRead(chatId, Number.MAX_SAFE_INTEGER, { at: endAt, unsure: null });
    });
    onBatch?.(from + count);
  }
  return chatIds;
};
