import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Message } from '../../contract/ipc/model.ts';
import { encodeServerFrame, parseClientFrame } from '../../contract/wire/frames.ts';
import { encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { addLaptop } from '../testing/laptop.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, textOf } from '../testing/world.ts';

pairForEachTest();

const texts = async (person: Person, other: Person): Promise<readonly string[]> =>
  (await person.messagesWith(other)).map(
    (message) => `${message.outgoing ? '→' : '←'} ${textOf(message)}`,
  );
const has = (person: Person, other: Person, expected: readonly string[]): Promise<unknown> =>
  person.own().until(async () => {
    const present = await texts(person, other);
    return present.length === expected.length && present.every((text, at) => text === expected[at]);
  });
const summary = async (person: Person, other: Person) => {
  const { chats } = await person.handlers().chats.list({ limit: 10, before: null });
  return chats.find(({ peer }) => peer.accountId === other.accountId);
};
const newest = async (person: Person, other: Person): Promise<Message> => {
  const message = (await person.messagesWith(other)).at(-1);
  if (!message) throw new Error('no message');
  return message;
};
const readAll = async (person: Person, other: Person): Promise<void> => {
  const { chatId: of, order: throughOrder } = await newest(person, other);
  await person.handlers().messages.markRead({ chatId: of, throughOrder });
};
const deleteNewest = async (person: Person, other: Person): Promise<number> => {
  const { chatId: of, order } = await newest(person, other);
  await person.handlers().messages.deleteForMe({ chatId: of, orders: [order] });
  return order;
};
const states = async (person: Person, other: Person) =>
  (await person.messagesWith(other)).map(({ state }) => state);

const withLaptop = async (): Promise<Person> => {
  const laptop = await addLaptop(world, aisyah);
  return laptop;
};

test('what one device sends appears on the others, with who it is to, and receipts move it on there', async () => {
  const laptop = await withLaptop();
  await aisyah.send(chatId, 'satu');
  await has(laptop, badrul, ['→ satu']);
  expect((await summary(laptop, badrul))?.peer.number).toBe(badrul.number);
  await badrul.send(await badrul.chatWith(aisyah), 'dua');
  await has(laptop, badrul, ['→ satu', '← dua']);
  await laptop.send(await laptop.chatWith(badrul), 'tiga');
  for (const one of [aisyah, laptop]) {
    await has(one, badrul, ['→ satu', '← dua', '→ tiga']);
    await one
      .own()
      .until(async () => (await states(one, badrul)).every((state) => state !== 'sent'));
    expect(await states(one, badrul)).toEqual(['delivered', null, 'delivered']);
  }
  expect(await texts(badrul, aisyah)).toEqual(['← satu', '→ dua', '← tiga']);
});

test('read on one is read on the others, which tell nobody', async () => {
  const laptop = await withLaptop();
  await aisyah.send(chatId, 'mula');
  await has(laptop, badrul, ['→ mula']);
  const theirs = await badrul.chatWith(aisyah);
  await badrul.send(theirs, 'satu');
  await badrul.send(theirs, 'dua');
  for (const one of [aisyah, laptop])
    await one.own().until(async () => (await summary(one, badrul))?.unreadCount === 2);
  await badrul
    .own()
    .until(async () =>
      (await states(badrul, aisyah)).every((state) => state === null || state === 'delivered'),
    );
  let told = 0;
  aisyah.network().onSend = (bytes, pass) => {
    if (parseClientFrame(bytes).kind === 'send') told++;
    pass(bytes);
  };
  await readAll(laptop, badrul);
  await aisyah.own().until(async () => (await summary(aisyah, badrul))?.unreadCount === 0);
  expect(told).toBe(0);
});

test('deleted on one is deleted on the others once it is settled, and what was brought back stays', async () => {
  const laptop = await withLaptop();
  for (const text of ['satu', 'dua', 'tiga']) await aisyah.send(chatId, text);
  await has(laptop, badrul, ['→ satu', '→ dua', '→ tiga']);
  const order = await deleteNewest(aisyah, badrul);
  await aisyah.handlers().messages.restoreDeleted({ orders: [order] });
  await aisyah.handlers().messages.settleDeleted({});
  const theirOrder = await deleteNewest(laptop, badrul);
  const { chatId: laptopChat } = await newest(laptop, badrul);
  await laptop.handlers().messages.settleDeleted({});
  await has(aisyah, badrul, ['→ satu', '→ dua']);
  expect(theirOrder).toBeGreaterThan(0);
  expect(await texts(laptop, badrul)).toEqual(['→ satu', '→ dua']);
  // The undo window of another device is its own.
  const hidden = await deleteNewest(laptop, badrul);
  await deleteNewest(aisyah, badrul);
  await deleteNewest(aisyah, badrul);
  await aisyah.handlers().messages.settleDeleted({});
  await laptop.own().until(async () => (await texts(laptop, badrul)).length === 0);
  await laptop.handlers().messages.restoreDeleted({ orders: [hidden] });
  expect(await texts(laptop, badrul)).toEqual([]);
  const { messages } = laptop.handlers();
  expect(
    (await messages.page({ chatId: laptopChat, anchor: { at: 'newest' }, before: 9, after: 0 }))
      .messages,
  ).toEqual([]);
});

test('a deletion that a crash interrupted is told at the next start', async () => {
  const laptop = await withLaptop();
  await aisyah.send(chatId, 'satu');
  await has(laptop, badrul, ['→ satu']);
  await deleteNewest(aisyah, badrul);
  await aisyah.crash();
  await laptop.own().until(async () => (await texts(laptop, badrul)).length === 0);
});

test('what was deleted before it came does not appear', async () => {
  const laptop = await withLaptop();
  const { messageId } = await aisyah.send(chatId, 'rahsia');
  await has(laptop, badrul, ['→ rahsia']);
  await deleteNewest(laptop, badrul);
  await laptop.handlers().messages.settleDeleted({});
  await has(aisyah, badrul, []);
  // Told again, as after a lost session.
  await workInStore(laptop, (store) => {
    const chat = store.chats.byPeer(badrul.accountId);
    const again = store.messages.add([
      {
        chatId: chat?.chatId ?? '',
        messageId,
        outgoing: true,
        sentAt: 1,
        at: 1,
        body: { kind: 'text', text: 'rahsia' },
        state: 'sent',
      },
    ]);
    expect(again).toEqual([]);
  });
});

test('a receipt that comes before what it is about waits for it', async () => {
  const laptop = await withLaptop();
  await aisyah.online();
  // The server takes it, and this device does not hear of it.
  aisyah.network().onReceive = () => undefined;
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await readAll(badrul, aisyah);
  await badrul.send(await badrul.chatWith(aisyah), 'dua');
  // Nothing overtakes: the receipts came before this.
  await has(laptop, badrul, ['← dua']);
  await aisyah.crash();
  await has(laptop, badrul, ['← dua', '→ satu']);
  expect(await states(laptop, badrul)).toEqual([null, 'read']);
});

test('no chat with oneself comes of it', async () => {
  const laptop = await withLaptop();
  await aisyah.send(chatId, 'satu');
  await has(laptop, badrul, ['→ satu']);
  for (const one of [aisyah, laptop]) {
    const { chats } = await one.handlers().chats.list({ limit: 10, before: null });
    expect(chats.map(({ peer }) => peer.accountId)).toEqual([badrul.accountId]);
    await workInStore(one, (store) => {
      expect(store.contacts.get(aisyah.accountId)).toBeNull();
    });
  }
});

test('without another device nothing is written', async () => {
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await workInStore(aisyah, (store) => {
    expect(store.outbox.recipients()).not.toContain(aisyah.accountId);
    expect(store.sync.entries(0, 10)).toEqual([]);
  });
});

test('nobody else’s word is taken for a device’s, and a device’s own for nothing else', async () => {
  const laptop = await withLaptop();
  const { messageId } = await aisyah.send(chatId, 'satu');
  await has(laptop, badrul, ['→ satu']);
  const of = badrul.accountId;
  const name = { messageId, outgoing: true };
  const base = { v: 1, messageId: randomUUID(), sentAt: 1 };
  const text = { ...base, kind: 'text', text: 'palsu' };
  const sent = { what: 'sent', to: aisyah.accountId, ...base, acceptedAt: 1, text: 'palsu' };
  const theirs = await encryptedBy(badrul, aisyah, [
    jsonContent({ v: 1, kind: 'sync', sync: { what: 'deleted', of, messages: [name] } }),
    jsonContent({ v: 1, kind: 'sync', sync: { ...sent, to: of } }),
    jsonContent({ v: 1, kind: 'sync', sync: { what: 'tomorrow' } }),
  ]);
  const own = await encryptedBy(laptop, aisyah, [
    jsonContent(text),
    jsonContent({ v: 1, kind: 'typing', typing: true, at: 1 }),
    jsonContent({ v: 1, kind: 'tomorrow', messageId: randomUUID() }),
    jsonContent({ v: 1, kind: 'sync', sync: sent }),
  ]);
  aisyah.network().inject(encodeServerFrame({ kind: 'deliver', deliveries: [...theirs, ...own] }));
  await aisyah.own().until(() => aisyah.own().messenger.counters().malformed === 7);
  expect(await texts(aisyah, badrul)).toEqual(['→ satu']);
  const { chats } = await aisyah.handlers().chats.list({ limit: 10, before: null });
  expect(chats).toHaveLength(1);
});
