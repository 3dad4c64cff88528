import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../server/testing/start-test-server.ts';
import { openConnection } from './store/connection.ts';
import { register, startTestMessenger, type TestMessenger } from './testing/test-messenger.ts';
import { startWorld } from './testing/world.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const world = async (): Promise<{
  server: TestServer;
  aisyah: TestMessenger;
  badrul: TestMessenger;
}> => {
  const server = await startTestServer();
  opened.push(server);
  const aisyah = await startTestMessenger({ defaultServerUrl: server.url });
  opened.push(aisyah);
  const badrul = await startTestMessenger({ defaultServerUrl: server.url });
  opened.push(badrul);
  await register(aisyah, server, { number: '+60123456701', name: 'Aisyah' });
  await register(badrul, server, { number: '+60123456702', name: 'Badrul' });
  return { server, aisyah, badrul };
};

test('two people find each other and exchange a message with receipts', async () => {
  const { aisyah, badrul } = await world();
  const { chat } = await aisyah.handlers.chats.start({
    by: { kind: 'number', value: '+60123456702' },
  });
  const messageId = randomUUID();
  const sent = await aisyah.handlers.messages.send({
    chatId: chat.chatId,
    messageId,
    text: 'apa khabar',
  });
  expect(sent.state).toBe('queued');
  const theirs = await badrul.until(
    async () => (await badrul.handlers.chats.list({ limit: 10, before: null })).chats[0],
  );
  expect(theirs.peer.name).toBe('Aisyah');
  expect(theirs.lastMessage?.body).toEqual({ kind: 'text', text: 'apa khabar' });
  expect(theirs.unreadCount).toBe(1);
  const stateOf = async () =>
    (
      await aisyah.handlers.messages.page({
        chatId: chat.chatId,
        anchor: { at: 'newest' },
        before: 10,
        after: 0,
      })
    ).messages[0]?.state;
  await aisyah.until(async () => (await stateOf()) === 'delivered');
  const page = await badrul.handlers.messages.page({
    chatId: theirs.chatId,
    anchor: { at: 'newest' },
    before: 10,
    after: 0,
  });
  await badrul.handlers.messages.markRead({
    chatId: theirs.chatId,
    throughOrder: page.messages[0]?.order ?? 0,
  });
  await aisyah.until(async () => (await stateOf()) === 'read');
  expect(aisyah.unexpected).toEqual([]);
  expect(badrul.unexpected).toEqual([]);
});

test('a database that does not open: it says so, nothing else answers, and a new one can be begun', async () => {
  const server = await startTestServer();
  opened.push(server);
  const person = await startTestMessenger({ defaultServerUrl: server.url });
  opened.push(person);
  await person.messenger.close();
  writeFileSync(person.databaseFile, randomBytes(8_192));
  rmSync(`${person.databaseFile}-wal`, { force: true });
  const again = await startTestMessenger({
    defaultServerUrl: server.url,
    databaseFile: person.databaseFile,
    databaseKey: person.databaseKey,
  });
  opened.push(again);
  const { store, chats, account } = again.handlers;
  expect((await store.get({})).state).toBe('failed');
  await expect(chats.list({ limit: 1, before: null })).rejects.toMatchObject({
    code: 'store_damaged',
  });
  expect((await store.startEmpty({})).state).toBe('ok');
  expect(again.events.filter(({ name }) => name === 'store.replaced')).toHaveLength(1);
  const siblings = readdirSync(dirname(person.databaseFile));
  expect(siblings.some((name) => name.includes('.kept-'))).toBe(true);
  expect((await account.get({})).phase).toBe('new');
  await register(again, server, { number: '+60123456703', name: 'Cik' });
  await again.messenger.close();
  await again.messenger.close();
  await expect(account.get({})).rejects.toMatchObject({ code: 'closing' });
});

test('damage that shows at work is repaired, told, and the talk goes on', {
  timeout: 60_000,
}, async () => {
  const world = await startWorld();
  opened.push(world);
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  const chatId = await aisyah.chatWith(badrul);
  const count = 400;
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      aisyah.send(chatId, `pesan ${index} ${'panjang '.repeat(20)}`),
    ),
  );
  await badrul.own().until(async () => (await badrul.textsFrom(aisyah)).length === count);
  await badrul.whileClosed(({ file }) => {
    const descriptor = openSync(file, 'r+');
    const page = 4_096;
    const pages = fstatSync(descriptor).size / page;
    for (let at = Math.floor(pages * 0.5); at < pages * 0.6; at++)
      writeSync(descriptor, randomBytes(page), 0, page, at * page);
    closeSync(descriptor);
  });
  // Whatever reads the damaged pages may be refused; then it is well again.
  const settled = async () => {
    await badrul.messagesWith(aisyah).catch(() => undefined);
    await badrul
      .handlers()
      .chats.search({ text: 'panjang', limit: 100 })
      .catch(() => undefined);
    const { state } = await badrul.handlers().store.get({});
    return state === 'repaired' || state === 'salvaged' ? state : undefined;
  };
  await badrul.own().until(settled, 40_000);
  await badrul.own().until(
    async () =>
      (
        await badrul
          .handlers()
          .account.get({})
          .catch(() => null)
      )?.phase === 'ready',
  );
  await aisyah.send(chatId, 'masih');
  await badrul
    .own()
    .until(
      async () => (await badrul.textsFrom(aisyah).catch(() => ['']))?.includes('masih'),
      40_000,
    );
  const told = badrul.own().events.map(({ name }) => name);
  // What a window read before, or was refused, it reads again.
  expect(told).toContain('store.replaced');
  expect((await badrul.handlers().store.acknowledge({})).state).toBe('ok');
});

test('an account whose own key was lost with the database is signed out for that, not by another device', async () => {
  const world = await startWorld();
  opened.push(world);
  const aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.whileClosed(({ file, key }) => {
    const connection = openConnection({ file, key });
    connection.exec("DELETE FROM own_keys WHERE name = 'identity'");
    connection.close();
  });
  expect(await aisyah.handlers().account.get({})).toMatchObject({
    phase: 'signed_out',
    reason: 'keys_lost',
  });
});
