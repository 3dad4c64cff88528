import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import type { Store } from '../store/types.ts';
import { encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { aisyah, badrul, chatId, pairForEachTest } from '../testing/pair.ts';
import { lookInStore, workInStore } from '../testing/work-in-store.ts';

pairForEachTest({ firstText: 'mula' });

const states = async (): Promise<readonly unknown[]> =>
  (await aisyah.messagesWith(badrul)).map(({ state }) => state);
const block = () => badrul.handlers().people.block({ accountId: aisyah.accountId });
const unblock = () => badrul.handlers().people.unblock({ accountId: aisyah.accountId });
const isTaken = async (count: number): Promise<boolean> =>
  (await states()).filter((state) => state !== 'queued').length >= count;
const ownChat = () => badrul.chatWith(aisyah);

test('nothing of who is blocked is stored, shown, rung or answered; the server forgets it, and they see “sent”', async () => {
  await aisyah.own().until(async () => (await states())[0] === 'delivered');
  await block();
  const events = badrul.own().events.length;
  for (const text of ['satu', 'dua']) await aisyah.send(chatId, text);
  await aisyah.handlers().chats.setTyping({ chatId, typing: true });
  await badrul.own().until(() => badrul.own().messenger.counters().dropped >= 2);
  await aisyah.own().until(() => isTaken(3));
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);
  const told = badrul
    .own()
    .events.slice(events)
    .map(({ name }) => name);
  expect(told.filter((name) => name.startsWith('chats') || name.startsWith('messages'))).toEqual(
    [],
  );
  expect(await states()).toEqual(['delivered', 'sent', 'sent']);
  // Acknowledged: another connection hands nothing over.
  await badrul.reopen();
  await badrul.online();
  await unblock();
  await aisyah.send(chatId, 'tiga');
  await badrul.received(aisyah, 2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'tiga']);
});

test('writing to them is refused until they are unblocked, and what waited does not leave', async () => {
  const mine = await ownChat();
  badrul.network().offline = true;
  badrul.network().cut();
  const waiting = await badrul.send(mine, 'menunggu');
  await block();
  await expect(badrul.send(mine, 'lagi')).rejects.toMatchObject({ code: 'blocked' });
  await expect(
    badrul.handlers().messages.retry({ messageId: waiting.messageId }),
  ).rejects.toMatchObject({ code: 'blocked' });
  await badrul
    .own()
    .until(async () =>
      (await badrul.messagesWith(aisyah)).some(
        ({ state, problem }) => state === 'failed' && problem?.code === 'blocked',
      ),
    );
  badrul.network().offline = false;
  await badrul.handlers().connection.retry({});
  await badrul.online();
  await unblock();
  await badrul.handlers().messages.retry({ messageId: waiting.messageId });
  await aisyah.received(badrul, 1);
  expect(await aisyah.textsFrom(badrul)).toEqual(['menunggu']);
});

test('a block outlives a crash, with what waited when it was made', async () => {
  const mine = await ownChat();
  badrul.network().offline = true;
  badrul.network().cut();
  await badrul.send(mine, 'menunggu');
  await block();
  await badrul.crash();
  await badrul.online();
  await badrul
    .own()
    .until(async () => (await badrul.messagesWith(aisyah)).some(({ state }) => state === 'failed'));
  await aisyah.send(chatId, 'masih');
  await badrul.own().until(() => badrul.own().messenger.counters().dropped === 1);
  expect(await aisyah.textsFrom(badrul)).toEqual([]);
});

test.each([
  ['is lost', (store: Store, key: string) => store.registers.remove(key)],
  ['cannot be read', (store: Store, key: string) => store.registers.put({ key, writes: 'x' })],
])(
  'a block whose register %s in the database holds offline, and once the server gave it back',
  async (_, damage) => {
    await block();
    const isBlocked = async () => (await badrul.handlers().people.blocked({})).blocked.length === 1;
    const synced = async () => (await badrul.handlers().accountSettings.rows({})).sync.syncedAt;
    const key = `block:${aisyah.accountId}`;
    await badrul
      .own()
      .until(() => lookInStore(badrul, ({ registers }) => !registers.waiting().includes(key)));
    badrul.network().offline = true;
    badrul.network().cut();
    await workInStore(badrul, (store) => damage(store, key));
    expect(await isBlocked()).toBe(true);
    const before = await synced();
    badrul.network().offline = false;
    await badrul.handlers().connection.retry({});
    await badrul.own().until(async () => (await synced()) !== before);
    expect(await isBlocked()).toBe(true);
    await unblock();
    await badrul.reopen();
    expect(await isBlocked()).toBe(false);
  },
);

test('the list names who is blocked, and since when', async () => {
  await block();
  const { blocked } = await badrul.handlers().people.blocked({});
  expect(blocked).toMatchObject([
    {
      peer: { name: 'Aisyah', blocked: true },
      chatId: await ownChat(),
      set: { thisDevice: true },
    },
  ]);
  expect((await badrul.handlers().people.get({})).blockedCount).toBe(1);
  await unblock();
  expect((await badrul.handlers().people.blocked({})).blocked).toEqual([]);
});

test('what they send in the shape of something else is dropped like the rest', async () => {
  await block();
  const before = badrul.own().events.length;
  const { dropped } = badrul.own().messenger.counters();
  const at = Date.now();
  const contents = [
    { kind: 'receipt', what: 'read', messageIds: [randomUUID()], at },
    { kind: 'control', control: { what: 'session_repaired', at } },
    { kind: 'control', control: { what: 'profile', name: 'Nama lain' } },
    { kind: 'undian', messageId: randomUUID(), sentAt: at },
  ].map((content) => jsonContent({ v: 1, ...content }));
  const deliveries = await encryptedBy(aisyah, badrul, contents);
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));
  await badrul
    .own()
    .until(() => badrul.own().messenger.counters().dropped === dropped + contents.length);
  const names = badrul
    .own()
    .events.slice(before)
    .map(({ name }) => name);
  expect(names.filter((name) => /^(chats|messages|people)\./.test(name))).toEqual([]);
  expect((await badrul.handlers().people.blocked({})).blocked[0]?.peer.name).toBe('Aisyah');
});
