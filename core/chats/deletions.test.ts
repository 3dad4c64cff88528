import { beforeEach, expect, test } from 'vitest';
import { inconsistencies } from '../store/testing/consistency.ts';
import { aisyah, badrul, chatId, pairForEachTest } from '../testing/pair.ts';
import { textOf } from '../testing/world.ts';

pairForEachTest();
beforeEach(async () => {
  for (const text of ['satu', 'dua', 'tiga']) await badrul.send(await theirs(), text);
  await aisyah.received(badrul, 3);
});

const theirs = () => badrul.chatWith(aisyah);
const calls = () => aisyah.handlers().messages;
const texts = async () => (await aisyah.messagesWith(badrul)).map(textOf);
const chat = () => aisyah.handlers().chats.get({ chatId });
const lastText = async () => {
  const { lastMessage } = await chat();
  return lastMessage && textOf(lastMessage);
};
const found = async (text: string) =>
  (await aisyah.handlers().chats.search({ text, limit: 10 })).messages.length;
const orderOf = async (text: string): Promise<number> =>
  (await aisyah.messagesWith(badrul)).find((one) => textOf(one) === text)?.order ?? 0;
const remove = async (text: string): Promise<number> => {
  const order = await orderOf(text);
  await calls().deleteForMe({ chatId, orders: [order] });
  return order;
};

test('killed between the wish and the deed: it is gone before the first answer, for good', async () => {
  const order = await remove('tiga');
  await aisyah.crash();
  expect((await aisyah.handlers().chats.list({ limit: 5, before: null })).chats[0]).toMatchObject({
    unreadCount: 0,
    lastMessage: { body: { text: 'dua' } },
  });
  expect(await texts()).toEqual(['satu', 'dua']);
  expect(await found('tiga')).toBe(0);
  await calls().restoreDeleted({ orders: [order] });
  expect(await texts()).toEqual(['satu', 'dua']);
  await aisyah.whileClosed(({ file, key }) =>
    expect(inconsistencies({ file, key, clock: { now: () => 0 } })).toEqual([]),
  );
});

test('hidden everywhere at once, and back as it was', async () => {
  const told: { shown: number[]; gone: readonly number[] }[] = [];
  aisyah.own().on('messages.changed', ({ messages, removedOrders }) => {
    told.push({ shown: messages.map((message) => message.order), gone: removedOrders });
  });
  const [second, third] = [await remove('dua'), await remove('tiga')];
  expect(await texts()).toEqual(['satu']);
  expect(await lastText()).toBe('satu');
  expect(await found('dua')).toBe(0);
  await calls().restoreDeleted({ orders: [second, third] });
  expect(await texts()).toEqual(['satu', 'dua', 'tiga']);
  expect(await lastText()).toBe('tiga');
  expect(await found('dua')).toBe(1);
  expect(told).toEqual([
    { shown: [], gone: [second] },
    { shown: [], gone: [third] },
    { shown: [second, third], gone: [] },
  ]);
  await aisyah.crash();
  expect(await texts()).toEqual(['satu', 'dua', 'tiga']);
});

test('what was deleted was seen, with all before it; what is newer is not, and the way back changes none of it', async () => {
  const order = await remove('dua');
  const unread = async () => (await chat()).unreadCount;
  expect(await unread()).toBe(1);
  const states = async () => (await badrul.messagesWith(aisyah)).map(({ state }) => state);
  await badrul.own().until(async () => (await states())[1] === 'read');
  expect(await states()).toEqual(['read', 'read', 'delivered']);
  await calls().restoreDeleted({ orders: [order] });
  expect(await unread()).toBe(1);
  const { firstUnreadOrder } = await calls().page({
    chatId,
    anchor: { at: 'unread' },
    before: 5,
    after: 5,
  });
  expect(firstUnreadOrder).toBe(await orderOf('tiga'));
  await remove('tiga');
  expect(await unread()).toBe(0);
});

test('deleting tells nobody that it was read where read receipts are off, and what one wrote oneself says nothing of being read', async () => {
  const own = await aisyah.send(chatId, 'milik saya');
  await calls().deleteForMe({ chatId, orders: [own.order] });
  expect((await chat()).unreadCount).toBe(3);
  await aisyah.handlers().accountSettings.set({ key: 'privacy.sendReadReceipts', value: false });
  await remove('tiga');
  expect((await chat()).unreadCount).toBe(0);
  // Comes after anything that the deletion might have sent.
  await aisyah.send(chatId, 'kemudian');
  await badrul.own().until(async () => (await badrul.textsFrom(aisyah)).includes('kemudian'));
  const states = (await badrul.messagesWith(aisyah)).flatMap(({ outgoing, state }) =>
    outgoing ? [state] : [],
  );
  expect(states).toEqual(['delivered', 'delivered', 'delivered']);
});

test('a receipt for what is hidden shows nothing, and counts when it comes back', async () => {
  aisyah.network().offline = true;
  aisyah.network().cut();
  const { order } = await aisyah.send(chatId, 'milik saya');
  await calls().deleteForMe({ chatId, orders: [order] });
  const shown: number[] = [];
  aisyah.own().on('messages.changed', ({ messages }) => {
    shown.push(...messages.map((message) => message.order));
  });
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await badrul.received(aisyah, 1);
  await badrul.send(await theirs(), 'empat');
  await aisyah.received(badrul, 4);
  expect(shown).not.toContain(order);
  await calls().restoreDeleted({ orders: [order] });
  await aisyah
    .own()
    .until(async () =>
      (await aisyah.messagesWith(badrul)).some(
        (one) => one.order === order && one.state === 'delivered',
      ),
    );
});

test('settled, or closed: nothing comes back', async () => {
  const first = await remove('satu');
  await calls().settleDeleted({});
  await calls().restoreDeleted({ orders: [first] });
  expect(await texts()).toEqual(['dua', 'tiga']);
  const second = await remove('dua');
  await aisyah.reopen();
  await calls().restoreDeleted({ orders: [second] });
  expect(await texts()).toEqual(['tiga']);
});

test('an order of another chat is left alone', async () => {
  const elsewhere = '0b5f8c5e-51a4-4f43-9c3d-0a4b6b7f2a11';
  await calls().deleteForMe({ chatId: elsewhere, orders: [await orderOf('satu')] });
  expect(await texts()).toHaveLength(3);
});
