import { afterEach, beforeEach, expect, it } from 'vitest';
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
  uuid,
} from '../testing/sample.ts';
import type { HistoryRepository, MovedChat, MovedMessage } from '../types/history.ts';
import type { Store } from '../types.ts';
import { fromUuidBytes } from '../uuid.ts';

let folders: ReturnType<typeof createFolder>[];
let stores: Store[];
const open = async (): Promise<Store> => {
  const folder = createFolder();
  folders.push(folder);
  const store = await openWorking(optionsIn(folder.path));
  stores.push(store);
  return store;
};
beforeEach(() => {
  folders = [];
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  for (const folder of folders) folder.remove();
});

const all = (history: HistoryRepository): readonly MovedMessage[] =>
  history.messages({ after: 0, through: history.newestOrder(), limit: 10_000 });
const moved = (store: Store): readonly MovedChat[] =>
  store.history.chats(0, 10_000).map(({ chat: { contact, ...chat } }) => ({ ...contact, ...chat }));
const ids = (messages: readonly MovedMessage[]) =>
  messages.map((one) => fromUuidBytes(one.messageId));
let made = 0;
const newId = () => uuid(++made, 0xf);
const texts = (store: Store, chat: string) =>
  store.messages
    .page(chat, { anchor: { at: 'newest' }, before: 100, after: 0 })
    .messages.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
const at = (store: Store, place: number) => {
  const chat = store.chats.byPeer(accountId(place));
  if (!chat) throw new Error('no chat');
  return chat;
};

/** Two chats: one read up to its third message, one all unread. */
const fill = (store: Store): void => {
  addChat(store, 1, 'Aisyah');
  addChat(store, 2, 'Badrul');
  store.chats.setTimer(chatId(2), { afterS: 3_600, version: 2, untold: false });
  store.messages.add([
    textMessage(1),
    textMessage(2, { outgoing: true }),
    textMessage(3),
    textMessage(4, { chat: 2 }),
    textMessage(5),
  ]);
  store.messages.advance({ chatId: chatId(1), messageIds: [messageId(2)], state: 'read' });
  store.chats.markRead(chatId(1), 3, seenNow);
};

it('is read in order, without what was deleted for me, what waits to be sent and what disappears', async () => {
  const store = await open();
  fill(store);
  const disappears = { ...textMessage(8), expireAfterS: 60 };
  store.messages.add([textMessage(6, { outgoing: true }), textMessage(7), disappears]);
  const hidden = store.messages.get(chatId(1), messageId(3));
  store.messages.hide(chatId(1), [hidden?.order ?? 0]);
  expect(ids(all(store.history))).toEqual([1, 2, 4, 5, 7].map(messageId));
  expect(store.history.count(store.history.newestOrder())).toBe(5);
  expect(store.history.count(4)).toBe(3);
  const page = store.history.messages({ after: 1, through: 4, limit: 1 });
  expect(ids(page)).toEqual([messageId(2)]);
  expect(page[0]).toMatchObject({ outgoing: true, state: 'read', accountId: accountId(1) });
});

it('comes to the same in another database: order, states, what is unread, search', async () => {
  const [from, to] = [await open(), await open()];
  fill(from);
  from.messages.add([
    {
      ...textMessage(8, { chat: 2 }),
      body: { kind: 'unknown' },
      raw: Uint8Array.of(1, 2, 3),
    },
    { ...textMessage(9, { chat: 2 }), body: { kind: 'notice', notice: 'identity_changed' } },
  ]);
  to.history.reserve(1_000);
  to.history.addChats(moved(from), newId);
  const { count, chatIds } = to.history.addMessages(all(from.history));
  expect(count).toBe(7);
  expect([...chatIds].sort()).toEqual([at(to, 1).chatId, at(to, 2).chatId].sort());
  expect(all(to.history)).toEqual(all(from.history));
  for (const place of [1, 2]) {
    const { chatId: _, lastMessage, ...chat } = at(to, place);
    const { chatId: __, lastMessage: last, ...wanted } = at(from, place);
    expect(chat).toEqual(wanted);
    expect(lastMessage).toEqual({ ...last, chatId: at(to, place).chatId });
  }
  expect(to.chats.unreadTotal()).toBe(from.chats.unreadTotal());
  expect(to.search.messages('message 4', { limit: 5 })).toHaveLength(1);
  expect([...(to.messages.unknown(0, 5)[0]?.raw ?? [])]).toEqual([1, 2, 3]);
  expect(to.search.chats('badrul', 5)).toHaveLength(1);
});

it('stands below what came meanwhile, also twice, and what was read meanwhile stays read', async () => {
  const [from, to] = [await open(), await open()];
  fill(from);
  expect(to.history.reserve(1_000)).toBe(0);
  addChat(to, 1);
  to.messages.add([textMessage(50, { text: 'live' }), textMessage(5)]);
  to.chats.markRead(chatId(1), 1_002, seenNow);
  for (const count of [4, 0]) {
    to.history.addChats(moved(from), newId);
    expect(to.history.addMessages(all(from.history)).count).toBe(count);
  }
  expect(texts(to, chatId(1))).toEqual([
    'message 1',
    'message 2',
    'message 3',
    'live',
    'message 5',
  ]);
  expect(at(to, 1)).toMatchObject({ unreadCount: 0, readThrough: 1_002 });
  expect(at(to, 1).lastMessage?.body).toEqual({ kind: 'text', text: 'message 5' });
  expect(at(to, 1).contact.name).toBe('Person 1');
  expect(at(to, 2).unreadCount).toBe(1);
  expect(to.chats.unreadTotal()).toBe(1);
});

it('reserves after what is there', async () => {
  const store = await open();
  fill(store);
  expect(store.history.reserve(100)).toBe(5);
  expect(store.history.reserve(1)).toBe(105);
  store.messages.add([textMessage(6)]);
  expect(store.messages.get(chatId(1), messageId(6))?.order).toBe(107);
});

it('leaves out what was deleted here, and what would take the place of another message', async () => {
  const [from, to] = [await open(), await open()];
  fill(from);
  to.history.reserve(1_000);
  to.inbox.remember(accountId(1), [messageId(3)], 1);
  to.history.addChats(moved(from), newId);
  const [first, ...others] = all(from.history);
  if (!first) throw new Error('no message');
  to.history.addMessages([first]);
  const elsewhere = { ...first, messageId: new Uint8Array(16).fill(7) };
  expect(to.history.addMessages([elsewhere, ...others]).count).toBe(3);
  expect(ids(all(to.history))).toEqual([1, 2, 4, 5].map(messageId));
});

it('takes in what was heard of a message before it came: receipts, seen elsewhere, deleted elsewhere', async () => {
  const [from, to] = [await open(), await open()];
  addChat(from, 1);
  const outgoing = (number: number) => textMessage(number, { outgoing: true });
  from.messages.add([
    outgoing(1),
    outgoing(2),
    outgoing(3),
    ...[4, 5, 6].map((n) => textMessage(n)),
  ]);
  const sent = [1, 2, 3].map(messageId);
  from.messages.advance({ chatId: chatId(1), messageIds: sent, state: 'sent' });
  to.history.reserve(1_000);
  const hear = (word: 'delivered' | 'read' | 'seen', number: number, own: boolean) =>
    to.sync.keepEarly(accountId(1), word, [{ messageId: messageId(number), outgoing: own }], 1);
  hear('delivered', 1, true);
  hear('read', 2, true);
  hear('seen', 5, false);
  to.messages.remove(accountId(1), [{ messageId: messageId(3), outgoing: true }], 1);
  to.messages.remove(accountId(1), [{ messageId: messageId(4), outgoing: false }], 1);
  to.history.addChats(moved(from), newId);
  to.history.addMessages(all(from.history));
  expect(all(to.history).map(({ order, state }) => [order, state])).toEqual([
    [1, 'delivered'],
    [2, 'read'],
    [5, null],
    [6, null],
  ]);
  expect(at(to, 1)).toMatchObject({ unreadCount: 1, readThrough: 5 });
});

it('puts no message into a chat that is not here', async () => {
  const [from, to] = [await open(), await open()];
  fill(from);
  expect(() => to.history.addMessages(all(from.history))).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
  expect(all(to.history)).toEqual([]);
});
