import { afterEach, beforeEach, expect, test } from 'vitest';
import { inconsistencies } from '../testing/consistency.ts';
import {
  accountId,
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  outboxRow,
  textMessage,
} from '../testing/sample.ts';
import type { ContactStanding } from '../types/contacts.ts';
import type { Store } from '../types.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  for (let number = 1; number <= 4; number++) addChat(store, number);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const change = (number: number, standing: ContactStanding, blocked = false): void => {
  const contact = store.contacts.get(accountId(number));
  if (contact) store.contacts.save({ ...contact, standing, blocked });
};
const page = { limit: 10, before: null };
const ids = (chats: readonly { readonly chatId: string }[]) => chats.map((chat) => chat.chatId);

test('requests stand apart from the list, and count apart', () => {
  change(2, 'request');
  change(3, 'request', true);
  change(4, 'none');
  store.messages.add([1, 2, 3].map((number) => textMessage(number, { chat: number })));
  expect(ids(store.chats.list(page).chats)).toEqual([1, 4].map(chatId));
  expect(ids(store.chats.requests(page).chats)).toEqual([chatId(2)]);
  expect(store.chats.unreadTotal()).toBe(1);
  expect(store.contacts.countRequests()).toEqual({ all: 1, unread: 1 });
  expect(store.contacts.blocked()).toEqual([accountId(3)]);
  expect(store.contacts.accepted(null, 10)).toEqual([accountId(1)]);
  expect(store.search.messages('message', { limit: 9 }).map((hit) => hit.chatId)).toEqual([
    chatId(1),
  ]);
  expect(store.search.chats('person', 9)).toHaveLength(2);
});

test('who is written to is a contact', () => {
  change(2, 'request');
  store.messages.add([textMessage(1, { chat: 2, outgoing: true })]);
  expect(store.chats.byPeer(accountId(2))?.contact.standing).toBe('accepted');
});

test('received ids are the newest ones up to an order, oldest first', () => {
  const added = store.messages.add([1, 2, 3, 4].map((number) => textMessage(number)));
  const third = added[2]?.order ?? 0;
  expect(store.chats.receivedIds(chatId(1), third, 2)).toEqual([2, 3].map(messageId));
  expect(store.chats.receivedIds(chatId(2), third, 2)).toEqual([]);
});

test('a chat that is removed leaves nothing but the ids of what was received', async () => {
  store.messages.add([textMessage(1), textMessage(2, { outgoing: true }), textMessage(3)]);
  store.messages.add([textMessage(4, { chat: 2 })]);
  store.outbox.add([outboxRow(2)]);
  store.messages.hide(chatId(1), [1]);
  store.chats.remove(chatId(1));
  store.chats.remove(chatId(1));
  expect(store.chats.get(chatId(1))).toBeNull();
  expect(store.chats.unreadTotal()).toBe(1);
  expect(store.outbox.queuedMessageCount()).toBe(0);
  expect(store.search.messages('message', { limit: 9 })).toHaveLength(1);
  expect(store.inbox.has(accountId(1), messageId(3))).toBe(true);
  const again = store.chats.create({ chatId: chatId(9), accountId: accountId(1), activeAt: 9 });
  expect(store.messages.add([{ ...textMessage(3), chatId: again.chatId }])).toEqual([]);
  await store.close();
  expect(inconsistencies(optionsIn(folder.path))).toEqual([]);
});
