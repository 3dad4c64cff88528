import { expect, test } from 'vitest';
import { only } from '../../contract/settings/audience.ts';
import { aisyah, arrived, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import type { Person } from '../testing/world.ts';
import { textOf } from '../testing/world.ts';

pairForEachTest();

const theirChat = async () =>
  (await badrul.handlers().chats.list({ limit: 10, before: null })).chats[0];
const lastState = async () => (await aisyah.messagesWith(badrul)).at(-1)?.state;
const readAll = async (): Promise<void> => {
  const last = (await badrul.messagesWith(aisyah)).at(-1);
  await badrul
    .handlers()
    .messages.markRead({ chatId: last?.chatId ?? '', throughOrder: last?.order ?? 0 });
};

test('read receipts are sent only as long as the person allows it', async () => {
  await badrul.handlers().accountSettings.set({ key: 'privacy.sendReadReceipts', value: false });
  await aisyah.send(chatId, 'satu');
  await arrived(1);
  expect((await theirChat())?.unreadCount).toBe(1);
  await readAll();
  expect((await theirChat())?.unreadCount).toBe(0);
  await badrul.handlers().accountSettings.set({ key: 'privacy.sendReadReceipts', value: true });
  await aisyah.send(chatId, 'dua');
  await arrived(2);
  await readAll();
  await aisyah.own().until(async () => (await lastState()) === 'read');
  expect((await aisyah.messagesWith(badrul)).map(({ state }) => state)).toEqual([
    'delivered',
    'read',
  ]);
});

test('typing is told while allowed, ends with the message, and is never stored', async () => {
  await aisyah.send(chatId, 'satu');
  await arrived(1);
  const heard: boolean[] = [];
  badrul.own().on('chats.typing', ({ typing }) => heard.push(typing));
  await aisyah.own().until(async () => (await lastState()) === 'delivered');
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await badrul.own().until(() => heard.length === 1);
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await aisyah.send(chatId, 'dua');
  await badrul.own().until(() => heard.length === 2);
  expect(heard).toEqual([true, false]);
  await aisyah.handlers().accountSettings.set({ key: 'privacy.sendTyping', value: false });
  await aisyah.handlers().chats.setTyping({ chatId, typing: false });
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await aisyah.send(chatId, 'tiga');
  await arrived(3);
  expect(heard).toEqual([true, false]);
  expect(await badrul.textsFrom(aisyah)).toEqual(['satu', 'dua', 'tiga']);
});

test('a message ends typing: saying so after it sends nothing', async () => {
  await aisyah.send(chatId, 'satu');
  await arrived(1);
  await aisyah.own().until(async () => (await lastState()) === 'delivered');
  const heard: boolean[] = [];
  badrul.own().on('chats.typing', ({ typing }) => heard.push(typing));
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await badrul.own().until(() => heard.length === 1);
  const before = badrul.own().messenger.counters().batches;
  const sending = aisyah.send(chatId, 'dua');
  await aisyah.handlers().chats.setTyping({ chatId, typing: false });
  await sending;
  await badrul.own().until(() => heard.length === 2);
  // Typing anew is told, and by then what came before it has come.
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await badrul.own().until(() => heard.length === 3);
  expect(heard).toEqual([true, false, true]);
  expect(badrul.own().messenger.counters().batches - before).toBe(2);
});

test('drafts, search, pages and deletion for me', async () => {
  for (let index = 0; index < 12; index++)
    await aisyah.send(chatId, `pesan ke-${index} tentang kucing`);
  await arrived(12);
  const { chats, messages } = aisyah.handlers();
  await chats.saveDraft({ chatId, text: 'belum habis' });
  await aisyah.reopen();
  const handlers = aisyah.handlers();
  expect((await handlers.chats.get({ chatId })).draft).toBe('belum habis');
  await handlers.chats.saveDraft({ chatId, text: '' });
  expect((await handlers.chats.get({ chatId })).draft).toBeNull();
  await expect(
    messages.send({ chatId, messageId: '0b5f8c5e-51a4-4f43-9c3d-0a4b6b7f2a11', text: 'x' }),
  ).rejects.toMatchObject({ code: 'closing' });

  const found = await badrul.handlers().chats.search({ text: 'kuc 7', limit: 10 });
  expect(found.messages).toHaveLength(1);
  expect(found.messages[0]?.snippet.filter(({ match }) => match).map(({ text }) => text)).toContain(
    'kucing',
  );
  const page = await handlers.messages.page({
    chatId,
    anchor: { at: 'newest' },
    before: 5,
    after: 0,
  });
  expect(page.hasOlder).toBe(true);
  const last = page.messages.at(-1);
  await handlers.messages.deleteForMe({ chatId, orders: [last?.order ?? 0] });
  expect((await aisyah.messagesWith(badrul)).map(textOf)).toHaveLength(11);
  expect(await badrul.textsFrom(aisyah)).toHaveLength(12);
  await expect(
    handlers.chats.get({ chatId: '0b5f8c5e-51a4-4f43-9c3d-0a4b6b7f2a11' }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(aisyah.send(chatId, 'あ'.repeat(30_000))).rejects.toMatchObject({
    code: 'message_too_long',
  });
});

test('what waited on the server comes in order beside a list that answers at once', {
  timeout: 120_000,
}, async () => {
  await aisyah.send(chatId, 'mula');
  await arrived(1);
  const count = 1_200;
  await badrul.whileClosed(async () => {
    await Promise.all(Array.from({ length: count }, (_, index) => aisyah.send(chatId, `${index}`)));
    await aisyah
      .own()
      .until(async () => (await aisyah.handlers().connection.get({})).queuedCount === 0, 60_000);
  });
  const seen: number[] = [];
  let answers = 0;
  badrul.own().on('messages.changed', ({ messages }) => {
    seen.push(messages.length);
  });
  await badrul.own().until(async () => {
    const { chats } = await badrul.handlers().chats.list({ limit: 10, before: null });
    answers++;
    return (chats[0]?.unreadCount ?? 0) >= count;
  }, 60_000);
  expect(await badrul.textsFrom(aisyah)).toEqual([
    'mula',
    ...Array.from({ length: count }, (_, index) => `${index}`),
  ]);
  // Batches, not single messages; and answers in between.
  expect(seen.length).toBeLessThan(count / 10);
  expect(answers).toBeGreaterThan(1);
  await aisyah
    .own()
    .until(
      async () => (await aisyah.messagesWith(badrul)).every(({ state }) => state === 'delivered'),
      60_000,
    );
});

test('contacts are shown by what the server confirms, not by what they claim', async () => {
  const showNumber = (person: Person) =>
    person
      .handlers()
      .accountSettings.set({ key: 'privacy.whoSeesNumber', value: only('everyone') });
  await aisyah.handlers().account.setName({ name: 'Aisyah binti Ali' });
  await showNumber(aisyah);
  await aisyah.send(chatId, 'hai');
  await arrived(1);
  expect((await theirChat())?.peer).toMatchObject({ name: 'Aisyah binti Ali' });
  // Found by number, so the number that her message names holds.
  await badrul.own().until(async () => (await theirChat())?.peer.number === aisyah.number);
  // A number that leads to someone else is not shown.
  const cik = await world.person('+60123456703', 'Cik');
  await cik.whileClosed(() => undefined);
  await showNumber(cik);
  await cik.handlers().accountSettings.set({ key: 'privacy.findableByNumber', value: false });
  await cik.send(await cik.chatWith(badrul), 'salam');
  const chat = await badrul
    .own()
    .until(async () =>
      (await badrul.handlers().chats.list({ limit: 10, before: null })).chats.find(
        ({ peer }) => peer.name === 'Cik',
      ),
    );
  expect(chat.peer.number).toBeNull();
});
