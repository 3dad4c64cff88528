import { expect, test } from 'vitest';
import { aisyah, badrul, chatId, pairForEachTest } from '../testing/pair.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest();

const set = (person: Person, key: Parameters<Handlers['set']>[0]['key'], value: boolean) =>
  person.handlers().accountSettings.set({ key, value });
type Handlers = ReturnType<Person['handlers']>['accountSettings'];
const states = async (person: Person, other: Person) =>
  (await person.messagesWith(other)).filter(({ outgoing }) => outgoing).map(({ state }) => state);
const comesTo = (person: Person, other: Person, expected: readonly (string | null)[]) =>
  person
    .own()
    .until(async () => JSON.stringify(await states(person, other)) === JSON.stringify(expected));
const readAll = async (person: Person, other: Person) => {
  const newest = (await person.messagesWith(other)).at(-1);
  if (!newest) throw new Error('no message');
  const { chatId: of, order: throughOrder } = newest;
  await person.handlers().messages.markRead({ chatId: of, throughOrder });
};
const lastShown = async (person: Person) => {
  const { chats } = await person.handlers().chats.list({ limit: 5, before: null });
  return chats[0]?.lastMessage?.state;
};

test('who does not send delivery receipts tells nobody that something arrived', async () => {
  await set(badrul, 'privacy.sendDeliveryReceipts', false);
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await comesTo(aisyah, badrul, ['sent']);
  // What is said when it is read is a choice of its own.
  await readAll(badrul, aisyah);
  await comesTo(aisyah, badrul, ['read']);
  await set(badrul, 'privacy.sendDeliveryReceipts', true);
  await aisyah.send(chatId, 'dua');
  await comesTo(aisyah, badrul, ['read', 'delivered']);
});

test('what others say is not shown where the person does not want to see it, and is there when they do', async () => {
  await set(aisyah, 'privacy.showReadReceipts', false);
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await comesTo(aisyah, badrul, ['delivered']);
  await readAll(badrul, aisyah);
  await badrul.send(await badrul.chatWith(aisyah), 'sudah baca');
  await aisyah.received(badrul, 1);
  expect(await states(aisyah, badrul)).toEqual(['delivered']);

  await set(aisyah, 'privacy.showDeliveryReceipts', false);
  expect(await states(aisyah, badrul)).toEqual(['sent']);
  const told = aisyah.own().events.length;
  await set(aisyah, 'privacy.showReadReceipts', true);
  expect(await states(aisyah, badrul)).toEqual(['read']);
  // The window is told, too: it does not have to ask.
  await aisyah.own().until(() =>
    aisyah
      .own()
      .events.slice(told)
      .some(
        ({ name, payload }) =>
          name === 'messages.changed' && JSON.stringify(payload).includes('"state":"read"'),
      ),
  );
});

test('the list of chats and events are cut like the messages', async () => {
  await set(aisyah, 'privacy.showReadReceipts', false);
  await set(aisyah, 'privacy.showDeliveryReceipts', false);
  const told = aisyah.own().events.length;
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await readAll(badrul, aisyah);
  await badrul.send(await badrul.chatWith(aisyah), 'dua');
  await aisyah.received(badrul, 1);
  await aisyah.send(chatId, 'tiga');
  await comesTo(aisyah, badrul, ['sent', 'sent']);
  expect(await lastShown(aisyah)).toBe('sent');
  const events = aisyah.own().events.slice(told);
  const changes = events.filter(({ name }) => /^(?:messages|chats)\.changed$/.test(name));
  expect(changes).not.toEqual([]);
  expect(JSON.stringify(changes)).not.toMatch(/"state":"(?:read|delivered)"/);
});

test('one chat may say less than the others', async () => {
  const of = aisyah.accountId;
  await badrul
    .handlers()
    .accountSettings.setForChat({ accountId: of, key: 'privacy.sendReadReceipts', value: false });
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  await readAll(badrul, aisyah);
  await badrul.send(await badrul.chatWith(aisyah), 'dua');
  await aisyah.received(badrul, 1);
  expect(await states(aisyah, badrul)).toEqual(['delivered']);
});

test('typing of others is not told where it is not to be shown', async () => {
  await aisyah.send(chatId, 'satu');
  await badrul.received(aisyah, 1);
  const theirs = await badrul.chatWith(aisyah);
  await badrul.send(theirs, 'dua');
  await aisyah.received(badrul, 1);
  const typingTold = () => aisyah.own().events.filter(({ name }) => name === 'chats.typing');
  await set(aisyah, 'privacy.showTyping', false);
  await badrul.handlers().chats.setTyping({ chatId: theirs, typing: true });
  await badrul.send(theirs, 'tiga');
  await aisyah.received(badrul, 2);
  expect(typingTold()).toEqual([]);
  await set(aisyah, 'privacy.showTyping', true);
  await badrul.handlers().chats.setTyping({ chatId: theirs, typing: true });
  await aisyah.own().until(() => typingTold().length > 0);
});
