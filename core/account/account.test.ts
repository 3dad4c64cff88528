import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SettingValues, settingKeysOf } from '../../contract/settings/registry.ts';
import { defaultSettings } from '../../contract/settings/values.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { register, startTestMessenger, type TestMessenger } from '../testing/test-messenger.ts';

let server: TestServer;
let person: TestMessenger;
let laterMs = 0;
const number = '+60123456701';

beforeEach(async () => {
  laterMs = 0;
  server = await startTestServer({ clock: { now: () => Date.now() + laterMs } });
  person = await startTestMessenger({ defaultServerUrl: server.url });
});
afterEach(async () => {
  await person.close();
  await server.close();
});

/** All account-scope values, the defaults but for some. */
const valuesWith = (changed: Partial<SettingValues>): Record<string, unknown> => {
  const defaults: SettingValues = defaultSettings();
  const all = settingKeysOf('account').map((key) => [key, defaults[key]]);
  return { ...Object.fromEntries(all), ...changed };
};

const wrong = (code: string): string => (code === '000000' ? '000001' : '000000');

test('a server is described, chosen with its key, and shown', { timeout: 60_000 }, async () => {
  const { account } = person.handlers;
  const described = await account.describeServer({ url: server.url });
  expect(described).toMatchObject({ operator: 'Test server', url: server.url, pinnedAt: null });
  await expect(account.chooseServer({ url: server.url, publicKey: 'AAAA' })).rejects.toMatchObject({
    code: 'server_key_changed',
  });
  const state = await account.chooseServer({ url: server.url, publicKey: described.publicKey });
  expect(state).toMatchObject({ phase: 'new', server: { publicKey: described.publicKey } });
  for (const url of [
    'http://example.com',
    'ftp://example.com',
    'https://user:pass@example.com',
    'nonsense url',
    'https://example.com/?q',
  ])
    await expect(account.describeServer({ url })).rejects.toMatchObject({
      code: 'server_address_invalid',
    });
  await expect(account.describeServer({ url: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'offline',
  });
});

test('registration survives a restart at every step; wrong codes are told', {
  timeout: 60_000,
}, async () => {
  await expect(person.handlers.account.requestCode({ number: '+60' })).rejects.toMatchObject({
    code: 'number_invalid',
  });
  expect((await person.handlers.account.requestCode({ number })).phase).toBe('code_sent');
  const code = server.lastCode(number);
  await expect(person.handlers.account.submitCode({ code: wrong(code) })).rejects.toMatchObject({
    code: 'code_wrong',
  });
  person = await person.reopen();
  expect((await person.handlers.account.get({})).phase).toBe('code_sent');
  expect((await person.handlers.account.submitCode({ code })).phase).toBe('verified');
  person = await person.reopen();
  expect((await person.handlers.account.get({})).phase).toBe('verified');
  const ready = await person.handlers.account.finish({ name: 'Aisyah', findableByNumber: true });
  expect(ready).toMatchObject({ phase: 'ready', number, name: 'Aisyah', findableByNumber: true });
  expect(JSON.stringify(ready)).not.toContain('token');
  person = await person.reopen();
  expect(await person.handlers.account.get({})).toEqual(ready);
  expect((await person.handlers.accountSettings.get({})).values).toMatchObject({
    'privacy.findableByNumber': true,
  });
});

test('name, username and being found by number', { timeout: 60_000 }, async () => {
  await register(person, server, { number, name: 'Aisyah', findableByNumber: false });
  // The answer is a choice, also where it is what would hold without one.
  const { rows } = await person.handlers.accountSettings.rows({});
  expect(rows['privacy.findableByNumber']).toMatchObject({
    value: false,
    set: { thisDevice: true },
  });
  const other = await startTestMessenger({ defaultServerUrl: server.url });
  try {
    await register(other, server, { number: '+60123456702', name: 'Badrul' });
    const byNumber = () => other.handlers.chats.start({ by: { kind: 'number', value: number } });
    await expect(byNumber()).rejects.toMatchObject({ code: 'recipient_not_found' });
    const state = await person.handlers.account.setUsername({ name: 'aisyah' });
    const username = state.phase === 'ready' ? (state.username ?? '') : '';
    expect(username).toMatch(/^aisyah\.\d+$/);
    const { chat } = await other.handlers.chats.start({
      by: { kind: 'username', value: username },
    });
    expect(chat.peer).toMatchObject({ username, number: null, name: username });
    await person.handlers.accountSettings.set({ key: 'privacy.findableByNumber', value: true });
    expect((await byNumber()).chat.chatId).toBe(chat.chatId);
    expect((await person.handlers.account.get({})) as object).toMatchObject({
      findableByNumber: true,
    });
    await expect(
      person.handlers.chats.start({ by: { kind: 'number', value: number } }),
    ).rejects.toMatchObject({ code: 'own_account' });
    await expect(
      person.handlers.chats.start({ by: { kind: 'username', value: username } }),
    ).rejects.toMatchObject({ code: 'own_account' });
    await expect(
      person.handlers.accountSettings.set({ key: 'appearance.theme', value: 'dark' }),
    ).rejects.toMatchObject({ code: 'ipc_bad_input' });
    await expect(
      person.handlers.accountSettings.set({ key: 'privacy.sendTyping', value: 'yes' }),
    ).rejects.toMatchObject({ code: 'ipc_bad_input' });
  } finally {
    await other.close();
  }
});

test('removing the account removes it there and here', { timeout: 60_000 }, async () => {
  await register(person, server, { number, name: 'Aisyah' });
  await expect(person.handlers.account.remove({ number: '+60123456799' })).rejects.toMatchObject({
    code: 'number_invalid',
  });
  expect((await person.handlers.account.remove({ number })).phase).toBe('new');
  expect(existsSync(person.databaseFile)).toBe(true);
  person = await person.reopen();
  expect((await person.handlers.account.get({})).phase).toBe('new');
  laterMs = 3_600_000;
  await register(person, server, { number, name: 'Aisyah lagi' });
});

test('deleting the account leaves neither its settings nor any file of its database', {
  timeout: 60_000,
}, async () => {
  await register(person, server, { number, name: 'Aisyah' });
  for (const key of ['privacy.sendReadReceipts', 'privacy.sendTyping'] as const)
    await person.handlers.accountSettings.set({ key, value: false });
  const folder = dirname(person.databaseFile);
  const database = basename(person.databaseFile);
  // As a repair, an upgrade and a crash in a repair leave them.
  const copies = ['.kept-20260102T030405Z', '.kept-20260102T030405Z-wal', '.before-v2', '.new'];
  for (const ending of copies)
    copyFileSync(person.databaseFile, join(folder, `${database}${ending}`));
  // Held open, so that no new file is given the number of a removed one.
  const held = readdirSync(folder).map((name) => openSync(join(folder, name), 'r'));
  const inodes = new Set(held.map((descriptor) => fstatSync(descriptor).ino));
  const fresh = { values: {}, removed: true };
  await person.handlers.account.remove({ number });
  expect(await person.handlers.accountSettings.get({})).toEqual(fresh);
  expect(
    person.events.filter(({ name }) => name === 'accountSettings.changed').at(-1),
  ).toMatchObject({ name: 'accountSettings.changed', payload: fresh });
  for (const name of readdirSync(folder)) {
    expect(name).not.toMatch(/kept|before|new/);
    expect(inodes).not.toContain(statSync(join(folder, name)).ino);
  }
  for (const descriptor of held) closeSync(descriptor);
  person = await person.reopen();
  expect(await person.handlers.accountSettings.get({})).toEqual(fresh);
  laterMs = 3_600_000;
  await register(person, server, { number, name: 'Aisyah lagi' });
  expect(await person.handlers.accountSettings.get({})).toEqual({
    values: valuesWith({ 'privacy.findableByNumber': true }),
    removed: false,
  });
});

test('signed out by the server, what shared is cleared; a refusal stays, also for the next account', {
  timeout: 60_000,
}, async () => {
  await register(person, server, { number, name: 'Aisyah' });
  await person.handlers.accountSettings.set({ key: 'privacy.sendTyping', value: false });
  const other = await startTestMessenger({ defaultServerUrl: server.url });
  try {
    laterMs = 3_600_000;
    await register(other, server, { number, name: 'Orang lain' });
    await person.until(async () => (await person.handlers.account.get({})).phase === 'signed_out');
    const left = { values: { 'privacy.sendTyping': false }, removed: true };
    expect(await person.handlers.accountSettings.get({})).toEqual(left);
    person = await person.reopen();
    expect(await person.handlers.accountSettings.get({})).toEqual(left);
    await person.handlers.account.restart({});
    laterMs = 7_200_000;
    await register(person, server, { number, name: 'Aisyah', findableByNumber: false });
    expect(await person.handlers.accountSettings.get({})).toEqual({
      values: valuesWith({ 'privacy.sendTyping': false }),
      removed: false,
    });
  } finally {
    await other.close();
  }
});
