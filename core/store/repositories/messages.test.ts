import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accountId,
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  outboxRow,
  seenNow,
  textMessage,
} from '../testing/sample.ts';
import type { Store } from '../types.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  addChat(store, 1);
  addChat(store, 2);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test('messages get growing orders and come back as they went in', () => {
  const added = store.messages.add([textMessage(1), textMessage(2, { outgoing: true })]);
  const orders = added.map((message) => message.order);
  expect(orders[1]).toBeGreaterThan(orders[0] ?? 0);
  expect(store.messages.get(chatId(1), messageId(1))).toEqual(added[0]);
  expect(store.messages.outgoing(messageId(2))).toEqual(added[1]);
  expect(store.messages.outgoing(messageId(1))).toBeNull();
});

test('an order is never used again', () => {
  const [first] = store.messages.add([textMessage(1)]);
  store.messages.hide(chatId(1), [first?.order ?? 0]);
  store.messages.removeHidden();
  const [second] = store.messages.add([textMessage(2)]);
  expect(second?.order).toBeGreaterThan(first?.order ?? 0);
});

test('the same message is added once, in each chat and direction', () => {
  expect(store.messages.add([textMessage(1), textMessage(1)])).toHaveLength(1);
  expect(store.messages.add([textMessage(1)])).toHaveLength(0);
  expect(store.messages.add([textMessage(1, { outgoing: true })])).toHaveLength(1);
  expect(store.messages.add([textMessage(1, { chat: 2 })])).toHaveLength(1);
  expect(store.chats.unreadTotal()).toBe(2);
});

test('an unknown chat refuses the whole batch', () => {
  expect(() => store.messages.add([textMessage(1), textMessage(2, { chat: 3 })])).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
  expect(store.messages.get(chatId(1), messageId(1))).toBeNull();
});

describe('pages', () => {
  beforeEach(() => {
    const mixed = Array.from({ length: 40 }, (_, index) =>
      textMessage(index, { chat: 1 + (index % 2) }),
    );
    store.messages.add(mixed);
  });
  const idsOf = (page: ReturnType<Store['messages']['page']>) =>
    page.messages.map((message) => message.messageId);

  test('newest', () => {
    const page = store.messages.page(chatId(1), { anchor: { at: 'newest' }, before: 3, after: 0 });
    expect(idsOf(page)).toEqual([34, 36, 38].map(messageId));
    expect(page).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  test('around an order', () => {
    const order = store.messages.get(chatId(1), messageId(20))?.order ?? 0;
    const anchor = { at: 'order', order } as const;
    const page = store.messages.page(chatId(1), { anchor, before: 2, after: 1 });
    expect(idsOf(page)).toEqual([16, 18, 20, 22].map(messageId));
    expect(page).toMatchObject({ hasOlder: true, hasNewer: true });
    const all = store.messages.page(chatId(1), { anchor, before: 10, after: 9 });
    expect(idsOf(all)).toHaveLength(20);
    expect(all).toMatchObject({ hasOlder: false, hasNewer: false });
  });

  test('at the first unread message, which what is sent meanwhile does not hide', () => {
    const order = store.messages.get(chatId(1), messageId(10))?.order ?? 0;
    store.chats.markRead(chatId(1), order, seenNow);
    store.messages.add([textMessage(100, { outgoing: true })]);
    const page = store.messages.page(chatId(1), { anchor: { at: 'unread' }, before: 1, after: 1 });
    expect(idsOf(page)).toEqual([10, 12, 14].map(messageId));
    expect(page.firstUnreadOrder).toBe(page.messages[1]?.order);
    store.chats.markRead(chatId(1), Number.MAX_SAFE_INTEGER - 1, seenNow);
    const read = store.messages.page(chatId(1), { anchor: { at: 'unread' }, before: 2, after: 0 });
    expect(idsOf(read)).toEqual([38, 100].map(messageId));
    expect(read.firstUnreadOrder).toBeNull();
  });
});

test('states move forward only', () => {
  store.messages.add([1, 2, 3, 4].map((number) => textMessage(number, { outgoing: true })));
  const move = (
    number: number,
    state: 'sent' | 'delivered' | 'read' | 'not_delivered' | 'failed',
  ) =>
    store.messages.advance({ chatId: chatId(1), messageIds: [messageId(number)], state })[0]?.state;
  expect([move(1, 'sent'), move(1, 'read'), move(1, 'delivered'), move(1, 'sent')]).toEqual([
    'sent',
    'read',
    undefined,
    undefined,
  ]);
  expect([move(2, 'failed'), move(2, 'sent'), move(2, 'delivered')]).toEqual([
    'failed',
    undefined,
    'delivered',
  ]);
  expect([move(3, 'sent'), move(3, 'not_delivered'), move(3, 'read')]).toEqual([
    'sent',
    'not_delivered',
    'read',
  ]);
  const foreign = { chatId: chatId(2), messageIds: [messageId(4)], state: 'sent' } as const;
  expect(store.messages.advance(foreign)).toEqual([]);
});

test('a message keeps the time it was written; failed takes its reason, and retry clears it', () => {
  store.messages.add([textMessage(1, { outgoing: true }), textMessage(2, { outgoing: true })]);
  const change = { chatId: chatId(1), messageIds: [messageId(1)] };
  const written = 1_001;
  expect(store.messages.advance({ ...change, state: 'sent', at: 77 })[0]?.at).toBe(written);
  const problem = { code: 'recipient_gone' } as const;
  const failed = {
    chatId: chatId(1),
    messageIds: [messageId(2)],
    state: 'failed',
    problem,
  } as const;
  expect(store.messages.advance(failed)[0]?.problem).toEqual(problem);
  expect(store.messages.requeue(messageId(1))).toBeNull();
  expect(store.messages.requeue(messageId(2))).toMatchObject({
    state: 'queued',
    problem: null,
    at: written + 1,
  });
});

test('what was sent and has no receipt is found, and expires', () => {
  store.messages.add([1, 2, 3].map((number) => textMessage(number, { outgoing: true })));
  const ids = [1, 2, 3].map(messageId);
  store.messages.advance({ chatId: chatId(1), messageIds: ids, state: 'sent', at: 50 });
  store.messages.advance({ chatId: chatId(1), messageIds: ids.slice(1, 2), state: 'delivered' });
  const awaiting = store.messages.awaitingReceipt(chatId(1), 10);
  expect(awaiting.map((message) => message.messageId)).toEqual([1, 3].map(messageId));
  expect(store.messages.expireUndelivered(50, 10)).toEqual([]);
  const expired = store.messages.expireUndelivered(51, 10);
  expect(expired.map((message) => message.state)).toEqual(['not_delivered', 'not_delivered']);
  expect(store.messages.awaitingReceipt(chatId(1), 10)).toEqual([]);
});

test('deleted for me: gone from search and outbox, and not received again', () => {
  store.messages.add([textMessage(1, { text: 'rahsia' }), textMessage(2, { outgoing: true })]);
  store.outbox.add([outboxRow(2)]);
  const hidden = store.messages.hide(chatId(1), [1, 2, 3]);
  expect(hidden.map((message) => message.messageId)).toEqual([1, 2].map(messageId));
  expect(store.search.messages('rahsia', { limit: 5 })).toEqual([]);
  expect(store.inbox.has(accountId(1), messageId(1))).toBe(true);
  expect(store.outbox.queuedMessageCount()).toBe(1);
  expect(store.messages.removeHidden()).toEqual(hidden);
  expect(store.messages.hidden()).toEqual([]);
  expect(store.messages.get(chatId(1), messageId(1))).toBeNull();
  expect(store.outbox.queuedMessageCount()).toBe(0);
  expect(store.inbox.has(accountId(1), messageId(1))).toBe(true);
  expect(store.messages.add([textMessage(1, { text: 'rahsia' })])).toEqual([]);
  expect(store.messages.add([textMessage(2, { outgoing: true })])).toEqual([]);
  expect(store.inbox.forget(5_000)).toBe(2);
  expect(store.inbox.has(accountId(1), messageId(1))).toBe(false);
});

test('an unknown kind is kept as it came and can be read later', () => {
  const raw = new TextEncoder().encode('{"v":9,"kind":"poll"}');
  const [added] = store.messages.add([{ ...textMessage(1), body: { kind: 'unknown' }, raw }]);
  const [kept] = store.messages.unknown(0, 10);
  expect(kept?.message).toEqual(added);
  expect(Buffer.from(kept?.raw ?? []).toString()).toBe('{"v":9,"kind":"poll"}');
  const revealed = store.messages.reveal(added?.order ?? 0, { kind: 'text', text: 'undian baru' });
  expect(revealed?.body).toEqual({ kind: 'text', text: 'undian baru' });
  expect(store.messages.unknown(0, 10)).toEqual([]);
  expect(store.search.messages('undi', { limit: 5 })).toHaveLength(1);
});

test('ids that were received are known per sender', () => {
  store.messages.add([textMessage(1)]);
  store.inbox.remember(accountId(2), [messageId(7)], 10);
  expect(store.inbox.has(accountId(1), messageId(1))).toBe(true);
  expect(store.inbox.has(accountId(2), messageId(1))).toBe(false);
  expect(store.inbox.has(accountId(2), messageId(7))).toBe(true);
  expect(store.inbox.has(accountId(1), messageId(7))).toBe(false);
});
