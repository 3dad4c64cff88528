import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../index.ts';
import type { NewChoice } from '../types/choices.ts';
import type { NewMessage } from '../types/messages.ts';
import type { NewOutboxRow } from '../types/outbox.ts';
import type { Store, StoreOptions } from '../types.ts';

/** A UUID that a test can name by a number. */
export const uuid = (number: number, group = 0): string =>
  `${group.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export const sampleKey = new Uint8Array(32).map((_, index) => index * 7 + 1);

/** A folder of its own for each test. */
export const createFolder = (): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'bisik-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

export const optionsIn = (folder: string): StoreOptions => ({
  file: join(folder, 'bisik.db'),
  key: sampleKey,
  clock: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) },
});

/** Opens and expects a store. */
export const openWorking = async (options: StoreOptions): Promise<Store> => {
  const { store, opened } = await openStore(options);
  if (store === null) throw new Error(`did not open: ${JSON.stringify(opened)}`);
  return store;
};

export const accountId = (number: number): string => uuid(number, 0xa);
export const chatId = (number: number): string => uuid(number, 0xc);
export const messageId = (number: number): string => uuid(number, 0xe);

/** A contact with a chat. */
export const addChat = (store: Store, number: number, name = `Person ${number}`): void => {
  store.contacts.save({
    accountId: accountId(number),
    name,
    number: null,
    username: null,
    kind: 'person',
    gone: false,
    standing: 'accepted',
    blocked: false,
  });
  store.chats.create({ chatId: chatId(number), accountId: accountId(number), activeAt: number });
};

/** A received message; with `outgoing`, a queued one. */
export const textMessage = (
  number: number,
  options: { chat?: number; outgoing?: boolean; text?: string; at?: number } = {},
): NewMessage => {
  const { chat = 1, outgoing = false, text = `message ${number}`, at = 1_000 + number } = options;
  return {
    chatId: chatId(chat),
    messageId: messageId(number),
    outgoing,
    sentAt: at,
    at,
    body: { kind: 'text', text },
    state: outgoing ? 'queued' : null,
  };
};

/** When a test looks at messages whose time does not matter. */
export const seenNow = { at: Date.UTC(2026, 0, 2), unsure: null };

/** A choice that waits for the server. */
export const choice = (number: number): NewChoice => ({
  hash: number.toString(16).padStart(64, '0'),
  record: `{"sequence":${number}}`,
  signature: 'AA==',
  own: true,
});

export const outboxRow = (number: number, options: { account?: number } = {}): NewOutboxRow => ({
  id: uuid(number, 0xb),
  accountId: accountId(options.account ?? 1),
  kind: 'message',
  messageId: messageId(number),
  chatId: chatId(options.account ?? 1),
  content: new Uint8Array([number % 256, 1, 2]),
  createdAt: 1_000 + number,
});
