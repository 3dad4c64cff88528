import { beforeEach, expect, test } from 'vitest';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, textOf, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul', { acceptsEverybody: false });
  return () => world.close();
});

const page = { limit: 50, before: null };
const requestsOf = async (person: Person): Promise<readonly ChatSummary[]> =>
  (await person.handlers().people.requests(page)).chats;
const request = (person: Person): Promise<ChatSummary> =>
  person.own().until(async () => (await requestsOf(person))[0]);
const textsIn = async (person: Person, chatId: string): Promise<readonly string[]> => {
  const anchor = { at: 'newest' } as const;
  const { messages } = await person.handlers().messages.page({
    chatId,
    anchor,
    before: 200,
    after: 0,
  });
  return messages.map(textOf);
};
/** Texts that Aisyah wrote to Badrul, who was never told of her. */
const write = async (...texts: readonly string[]): Promise<ChatSummary> => {
  const chatId = await aisyah.chatWith(badrul);
  for (const text of texts) await aisyah.send(chatId, text);
  return badrul.own().until(async () => {
    const [chat] = await requestsOf(badrul);
    return chat && (await textsIn(badrul, chat.chatId)).length === texts.length ? chat : null;
  });
};
const statesOf = async (): Promise<readonly unknown[]> =>
  (await aisyah.messagesWith(badrul)).map(({ state }) => state);
/** Whatever Badrul says to the server from now on. */
const watchFrames = (person: Person): Uint8Array[] => {
  const frames: Uint8Array[] = [];
  person.network().onSend = (bytes) => {
    if (bytes[0] === 0x01) frames.push(bytes);
  };
  return frames;
};

test('who is new waits apart: nothing goes back, and their first message rings without a word of it', async () => {
  const frames = watchFrames(badrul);
  const rung: unknown[] = [];
  badrul.own().on('chats.incoming', (incoming) => rung.push(incoming));
  const chat = await write('salam', 'ada orang?', 'hello');
  expect(chat).toMatchObject({ request: true, unreadCount: 3, peer: { name: 'Aisyah' } });
  expect((await badrul.handlers().chats.list(page)).chats).toEqual([]);
  expect((await badrul.handlers().chats.list(page)).unreadTotal).toBe(0);
  expect(await badrul.handlers().people.get({})).toEqual({
    requestCount: 1,
    unreadRequestCount: 1,
    blockedCount: 0,
  });
  expect(await badrul.handlers().chats.search({ text: 'salam', limit: 5 })).toEqual({
    chats: [],
    messages: [],
  });
  await badrul.handlers().chats.setTyping({ chatId: chat.chatId, typing: true });
  await badrul.handlers().messages.markRead({ chatId: chat.chatId, throughOrder: 1e9 });
  expect((await badrul.handlers().people.get({})).unreadRequestCount).toBe(0);
  await aisyah.own().until(async () => (await statesOf()).every((state) => state === 'sent'));
  expect(frames).toEqual([]);
  expect(rung).toEqual([
    expect.objectContaining({ name: '', body: { kind: 'unknown' }, request: true }),
  ]);
});

test('who is new is not shown to type', async () => {
  for (const [person, key] of [
    [aisyah, 'privacy.sendTyping'],
    [badrul, 'privacy.showTyping'],
  ] as const)
    await person.handlers().accountSettings.set({ key, value: true });
  const { chatId } = await write('satu');
  const told: unknown[] = [];
  badrul.own().on('chats.typing', (typing) => told.push(typing));
  const hers = await aisyah.chatWith(badrul);
  await aisyah.handlers().chats.setTyping({ chatId: hers, typing: true });
  await aisyah.send(hers, 'dua');
  await badrul.own().until(async () => (await textsIn(badrul, chatId)).length === 2);
  expect(told).toEqual([]);
  await badrul.send(chatId, 'ya');
  await aisyah.received(badrul, 1);
  await aisyah.handlers().chats.setTyping({ chatId: hers, typing: true });
  await badrul.own().until(() => told.length > 0);
});

test('accepting makes a contact, who gets the receipts that were held back', async () => {
  const { chatId, peer } = await write('satu', 'dua');
  await badrul.handlers().messages.markRead({ chatId, throughOrder: 1e9 });
  await badrul.handlers().people.accept({ accountId: peer.accountId });
  await aisyah.own().until(async () => (await statesOf()).every((state) => state === 'read'));
  expect(await requestsOf(badrul)).toEqual([]);
  expect((await badrul.handlers().chats.list(page)).chats).toMatchObject([
    { chatId, request: false },
  ]);
  await aisyah.send(await aisyah.chatWith(badrul), 'tiga');
  await aisyah.own().until(async () => (await statesOf()).at(-1) === 'delivered');
});

test('writing to them accepts as well', async () => {
  const { chatId } = await write('satu');
  await badrul.send(chatId, 'jawapan');
  await aisyah.own().until(async () => (await statesOf())[0] === 'delivered');
  expect(await aisyah.textsFrom(badrul)).toEqual(['jawapan']);
  expect(await requestsOf(badrul)).toEqual([]);
});

test('who was written to first is no request, over a restart', async () => {
  await badrul.send(await badrul.chatWith(aisyah), 'saya dulu');
  await aisyah.received(badrul, 1);
  await badrul.reopen();
  await aisyah.send(await aisyah.chatWith(badrul), 'ya');
  await badrul.received(aisyah, 1);
  await aisyah.own().until(async () => (await statesOf()).includes('delivered'));
  expect(await requestsOf(badrul)).toEqual([]);
});

test('a chat that was only opened is a request once they write', async () => {
  await badrul.chatWith(aisyah);
  expect((await badrul.handlers().chats.list(page)).chats).toHaveLength(1);
  const chat = await write('kebetulan');
  expect(chat.request).toBe(true);
  expect((await badrul.handlers().chats.list(page)).chats).toEqual([]);
});

test('deleting a request removes what was written; they can write again, and it rings again', async () => {
  const { chatId, peer } = await write('satu');
  const removed: string[] = [];
  const rung: unknown[] = [];
  badrul.own().on('chats.removed', (gone) => removed.push(gone.chatId));
  badrul.own().on('chats.incoming', (incoming) => rung.push(incoming));
  await badrul.handlers().people.removeRequest({ accountId: peer.accountId });
  expect(removed).toEqual([chatId]);
  expect(await requestsOf(badrul)).toEqual([]);
  await expect(badrul.handlers().chats.get({ chatId })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(
    badrul.handlers().people.removeRequest({ accountId: peer.accountId }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await aisyah.send(await aisyah.chatWith(badrul), 'dua');
  const again = await request(badrul);
  expect(await textsIn(badrul, again.chatId)).toEqual(['dua']);
  expect(rung).toHaveLength(1);
});

test('with a request goes what was seen of the number and username they were found by: nobody else waits for it', async () => {
  await badrul.chatWith(aisyah);
  const seen = () => lookInStore(badrul, (store) => store.keyLabels.of(aisyah.accountId));
  expect(await seen()).toHaveLength(1);
  const { peer } = await write('satu');
  await badrul.handlers().people.removeRequest({ accountId: peer.accountId });
  expect(await seen()).toEqual([]);
});

test('what they sent and no session opens is no reason to answer them', async () => {
  await write('satu');
  const frames = watchFrames(badrul);
  await badrul.whileClosed(async ({ file, key }) => {
    const { openStore } = await import('../store/index.ts');
    const { store } = await openStore({ file, key, clock: { now: Date.now } });
    store?.keys.removeSession(aisyah.accountId, 1);
    await store?.close();
  });
  await badrul.online();
  await aisyah.send(await aisyah.chatWith(badrul), 'dua');
  await badrul.own().until(() => badrul.own().messenger.counters().batches > 0);
  expect(frames).toEqual([]);
});
