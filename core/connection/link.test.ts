import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startTestServer } from '../../server/testing/start-test-server.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import { tapNetwork } from '../testing/tapped-network.ts';
import { register, startTestMessenger } from '../testing/test-messenger.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const number = '+60123456701';

test('another server key stops everything until the person accepts it', {
  timeout: 60_000,
}, async () => {
  const first = await startTestServer();
  const network = tapNetwork(createNodeNetwork());
  const person = await startTestMessenger({ defaultServerUrl: first.url, network });
  closing.push(person.close);
  await register(person, first, { number, name: 'Aisyah' });
  const online = async () => (await person.handlers.connection.get({})).state === 'online';
  await person.until(online);
  const { port } = first;
  await first.close();
  let frames = 0;
  network.onSend = (bytes, pass) => {
    frames++;
    pass(bytes);
  };
  const second = await startTestServer({ port });
  closing.push(second.close);
  await person.handlers.connection.retry({});
  const alarm = await person.until(async () => {
    const state = await person.handlers.connection.get({});
    return state.problem?.code === 'server_key_changed' ? state : undefined;
  });
  expect(alarm.offeredKey?.keyFingerprint).toMatch(/^\d{5}( \d{5}){5}$/);
  expect(frames).toBe(0);
  await expect(
    person.handlers.account.acceptServerKey({ publicKey: 'AAAA' }),
  ).rejects.toMatchObject({ code: 'server_key_changed' });
  // The new server does not know the account: accepted, it says so, and the device is signed out.
  await person.handlers.account.acceptServerKey({ publicKey: alarm.offeredKey?.publicKey ?? '' });
  const state = await person.until(async () => {
    const account = await person.handlers.account.get({});
    return account.phase === 'signed_out' ? account : undefined;
  });
  expect(state.server.publicKey).toBe(alarm.offeredKey?.publicKey);
  await person.handlers.account.restart({});
  await register(person, second, { number, name: 'Aisyah' });
  await person.until(online);
});

test('a server that went away and came back is found again, also at another address', {
  timeout: 60_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bisik-server-'));
  closing.push(async () => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startTestServer({ dataDir });
  const person = await startTestMessenger({ defaultServerUrl: first.url });
  closing.push(person.close);
  await register(person, first, { number, name: 'Aisyah' });
  const state = async () => (await person.handlers.connection.get({})).state;
  await person.until(async () => (await state()) === 'online');
  await first.close();
  await person.until(async () => (await state()) === 'offline');
  const second = await startTestServer({ dataDir });
  closing.push(second.close);
  const moved = await person.reopen({ defaultServerUrl: second.url });
  closing.push(moved.close);
  await moved.until(async () => (await moved.handlers.connection.get({})).state === 'online');
  const account = await moved.handlers.account.get({});
  expect(account.phase === 'ready' && account.server.url).toBe(second.url);
});

test('the same number registered elsewhere signs this device out; what is here stays readable', {
  timeout: 60_000,
}, async () => {
  let laterMs = 0;
  const server = await startTestServer({ clock: { now: () => Date.now() + laterMs } });
  closing.push(server.close);
  const first = await startTestMessenger({ defaultServerUrl: server.url });
  closing.push(first.close);
  await register(first, server, { number, name: 'Aisyah' });
  const second = await startTestMessenger({ defaultServerUrl: server.url });
  closing.push(second.close);
  laterMs = 3_600_000;
  const formerId = (await first.handlers.account.get({})) as { accountId?: string };
  const newId = await register(second, server, { number, name: 'Orang Baru' });
  expect(newId).not.toBe(formerId.accountId);
  const signedOut = await first.until(async () => {
    const account = await first.handlers.account.get({});
    return account.phase === 'signed_out' && account;
  });
  expect(signedOut.reason).toBe('number_registered_again');
  expect((await first.handlers.chats.list({ limit: 10, before: null })).chats).toEqual([]);
  await expect(first.handlers.account.setName({ name: 'Aisyah' })).rejects.toMatchObject({
    code: 'not_registered',
  });
});
