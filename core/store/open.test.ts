import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConnection } from './connection.ts';
import { openStore, replaceStore, startEmptyStore } from './index.ts';
import { schemaVersion } from './migrations/index.ts';
import {
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  textMessage,
} from './testing/sample.ts';
import type { StoreOptions } from './types.ts';

let folder: ReturnType<typeof createFolder>;
let options: StoreOptions;

beforeEach(() => {
  folder = createFolder();
  options = optionsIn(folder.path);
});
afterEach(() => folder.remove());

const fill = async (): Promise<void> => {
  const store = await openWorking(options);
  addChat(store, 1);
  store.messages.add([textMessage(1), textMessage(2)]);
  await store.close();
};

const failure = async (given: StoreOptions) => {
  const { store, opened } = await openStore(given);
  expect(store).toBeNull();
  expect(opened.state).toBe('failed');
  return opened.problem?.code;
};

test('what was written is there after closing, and nothing of it can be read in the file', async () => {
  const store = await openWorking(options);
  addChat(store, 1, 'Canary Name');
  store.messages.add([textMessage(1, { text: 'canary text in the file' })]);
  const whileOpen = readdirSync(folder.path).map((name) => readFileSync(`${folder.path}/${name}`));
  await store.close();
  const files = [...whileOpen, readFileSync(options.file)];
  for (const bytes of files) {
    expect(bytes.includes('anary')).toBe(false);
    expect(bytes.includes('SQLite format')).toBe(false);
    expect(bytes.includes(Buffer.from(options.key))).toBe(false);
  }
  const again = await openWorking(options);
  expect(again.messages.get(chatId(1), messageId(1))?.body).toMatchObject({ kind: 'text' });
  await again.close();
  expect(readdirSync(folder.path)).toEqual(['bisik.db']);
});

test('another key is told apart from damage, and the file stays', async () => {
  await fill();
  const before = readFileSync(options.file);
  expect(await failure({ ...options, key: new Uint8Array(32).fill(9) })).toBe('vault_key_lost');
  expect(readFileSync(options.file).equals(before)).toBe(true);
  writeFileSync(options.file, Buffer.concat([before.subarray(0, 16), Buffer.alloc(9_000, 7)]));
  expect(await failure(options)).toBe('store_damaged');
});

test('a file that is none of ours, or empty, is not taken for a new one', async () => {
  writeFileSync(options.file, 'not a database');
  expect(await failure(options)).toBe('store_damaged');
  expect(readFileSync(options.file, 'utf8')).toBe('not a database');
  writeFileSync(options.file, '');
  expect(await failure(options)).toBe('store_damaged');
  const { store, opened } = await startEmptyStore(options);
  expect(opened.state).toBe('ok');
  expect(store?.chats.list({ limit: 1, before: null }).chats).toEqual([]);
  await store?.close();
  expect(readdirSync(folder.path).some((name) => name.includes('.kept-'))).toBe(true);
});

test('a newer file is not touched', async () => {
  await fill();
  const connection = openConnection(options);
  connection.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
  connection.close();
  const before = readFileSync(options.file);
  expect(await failure(options)).toBe('store_newer');
  expect(readFileSync(options.file).equals(before)).toBe(true);
  expect(existsSync(`${options.file}-wal`)).toBe(false);
});

test('a folder that is not there is a failed write', async () => {
  expect(await failure({ ...options, file: `${folder.path}/none/bisik.db` })).toBe(
    'store_write_failed',
  );
});

test('after close every call is refused, and closing again is fine', async () => {
  const store = await openWorking(options);
  await store.close();
  await store.close();
  expect(() => store.chats.unreadTotal()).toThrow(expect.objectContaining({ code: 'closing' }));
  expect(() => store.transaction(() => 1)).toThrow(expect.objectContaining({ code: 'closing' }));
});

test('a transaction is all or nothing, inner ones included', async () => {
  const store = await openWorking(options);
  addChat(store, 1);
  const stop = new Error('stop');
  expect(() =>
    store.transaction(() => {
      store.messages.add([textMessage(1)]);
      store.meta.set('a', { b: 1 });
      throw stop;
    }),
  ).toThrow(stop);
  expect(store.messages.get(chatId(1), messageId(1))).toBeNull();
  expect(store.meta.get('a')).toBeUndefined();
  expect(store.search.messages('message', { limit: 3 })).toEqual([]);
  expect(store.transaction(() => store.messages.add([textMessage(1)]))).toHaveLength(1);
  store.meta.set('a', { b: [1, null] });
  expect(store.meta.get('a')).toEqual({ b: [1, null] });
  store.meta.remove('a');
  expect(store.meta.get('a')).toBeUndefined();
  await store.close();
});

test('a WAL without its database is never taken for one of the next', async () => {
  await fill();
  const store = await openWorking(options);
  store.messages.add([textMessage(3)]);
  const wal = readFileSync(`${options.file}-wal`);
  await store.close();
  folder.remove();
  folder = createFolder();
  options = optionsIn(folder.path);
  writeFileSync(`${options.file}-wal`, wal);
  const fresh = await openWorking(options);
  expect(fresh.chats.list({ limit: 1, before: null }).chats).toEqual([]);
  await fresh.close();
});

test('another in its place: all that belonged to the old one is gone, and nothing else', async () => {
  await fill();
  writeFileSync(options.file, 'damaged');
  const { store } = await startEmptyStore(options);
  await store?.close();
  writeFileSync(`${folder.path}/settings.json`, '{}');
  expect(readdirSync(folder.path)).toHaveLength(3);
  await replaceStore(options, (fresh) => fresh.meta.set('kept', 1));
  expect(readdirSync(folder.path).sort()).toEqual([basename(options.file), 'settings.json']);
  const again = await openWorking(options);
  expect(again.meta.get('kept')).toBe(1);
  expect(again.chats.list({ limit: 1, before: null }).chats).toEqual([]);
  await again.close();
});

test('another that could not be written to its end leaves the old one whole', async () => {
  await fill();
  const before = readFileSync(options.file);
  const failing = replaceStore(options, () => {
    throw new Error('no room');
  });
  await expect(failing).rejects.toMatchObject({ code: 'internal' });
  expect(readFileSync(options.file)).toEqual(before);
  await (await openWorking(options)).close();
});
