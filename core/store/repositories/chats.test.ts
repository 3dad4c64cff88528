import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  accountId,
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  seenNow,
  textMessage,
} from '../testing/sample.ts';
import type { Store } from '../types.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test('the list is paged by activity, newest first, ties included', () => {
  for (let number = 1; number <= 7; number++) addChat(store, number);
  store.messages.add([textMessage(1, { chat: 2, at: 50 }), textMessage(2, { chat: 5, at: 50 })]);
  const first = store.chats.list({ limit: 3, before: null });
  expect(first.chats.map((chat) => chat.chatId)).toEqual([5, 2, 7].map(chatId));
  expect(first.hasMore).toBe(true);
  const last = first.chats.at(-1);
  const next = store.chats.list({ limit: 9, before: last === undefined ? null : last });
  expect(next.chats.map((chat) => chat.chatId)).toEqual([6, 4, 3, 1].map(chatId));
  expect(next.hasMore).toBe(false);
  const tie = store.chats.list({ limit: 1, before: { activeAt: 50, chatId: chatId(5) } });
  expect(tie.chats[0]?.chatId).toBe(chatId(2));
});

test('one person has one chat', () => {
  addChat(store, 1);
  const again = store.chats.create({ chatId: chatId(9), accountId: accountId(1), activeAt: 5 });
  expect(again.chatId).toBe(chatId(1));
  expect(store.chats.get(chatId(9))).toBeNull();
  expect(store.chats.byPeer(accountId(1))?.chatId).toBe(chatId(1));
});

test('unread counters follow messages, reading and deleting', () => {
  addChat(store, 1);
  addChat(store, 2);
  const added = store.messages.add([
    textMessage(1),
    textMessage(2),
    textMessage(3, { chat: 2 }),
    textMessage(4, { outgoing: true }),
    textMessage(5),
  ]);
  expect(store.chats.unreadTotal()).toBe(4);
  expect(store.chats.get(chatId(1))?.unreadCount).toBe(3);
  const through = added[1]?.order ?? 0;
  const read = store.chats.markRead(chatId(1), through, seenNow);
  expect(read).toEqual({ messageIds: [1, 2].map(messageId), unreadCount: 1, begun: [] });
  expect(store.chats.markRead(chatId(1), through, seenNow).messageIds).toEqual([]);
  store.messages.hide(
    chatId(1),
    [1, 5].map((number) => added[number - 1]?.order ?? 0),
  );
  expect(store.chats.get(chatId(1))?.unreadCount).toBe(0);
  expect(store.chats.unreadTotal()).toBe(1);
});

test('a notice is shown last and moves the chat to where its time belongs, but is not unread', () => {
  addChat(store, 1);
  store.messages.add([textMessage(1)]);
  store.messages.add([
    { ...textMessage(2), at: 9_999, body: { kind: 'notice', notice: 'identity_changed' } },
  ]);
  const chat = store.chats.get(chatId(1));
  expect(chat?.unreadCount).toBe(1);
  expect(chat?.activeAt).toBe(9_999);
  expect(chat?.lastMessage?.body).toEqual({ kind: 'notice', notice: 'identity_changed' });
});

test('drafts are kept and removed, and long last messages are cut', () => {
  addChat(store, 1);
  store.chats.saveDraft(chatId(1), 'halo');
  expect(store.chats.get(chatId(1))?.draft).toBe('halo');
  store.chats.saveDraft(chatId(1), '');
  expect(store.chats.get(chatId(1))?.draft).toBeNull();
  store.messages.add([textMessage(1, { text: 'é'.repeat(5_000) })]);
  expect(store.chats.get(chatId(1))?.lastMessage?.body).toEqual({
    kind: 'text',
    text: 'é'.repeat(400),
  });
});

test('deleting the newest message shows the one before', () => {
  addChat(store, 1);
  const [first, second] = store.messages.add([textMessage(1), textMessage(2)]);
  store.messages.hide(chatId(1), [second?.order ?? 0]);
  expect(store.chats.get(chatId(1))?.lastMessage?.messageId).toBe(messageId(1));
  store.messages.hide(chatId(1), [first?.order ?? 0]);
  expect(store.chats.get(chatId(1))?.lastMessage).toBeNull();
});
