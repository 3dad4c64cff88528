import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  textMessage,
} from '../testing/sample.ts';
import type { Store } from '../types.ts';
import { toFtsQuery, toSnippet } from './search-query.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
  addChat(store, 1, 'Aïsyah binti Omar');
  addChat(store, 2, 'Bob');
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const found = (text: string, before?: number): string[] =>
  store.search
    .messages(text, { limit: 50, ...(before === undefined ? {} : { before }) })
    .map((hit) => hit.messageId);

test('words are found by their beginnings, without accents and case, newest first', () => {
  store.messages.add([
    textMessage(1, { text: 'Jumpa di kafé esok pagi' }),
    textMessage(2, { text: 'KAFE itu tutup' }),
    textMessage(3, { text: 'tak kopi' }),
    textMessage(4, { chat: 2, text: 'kafeteria?' }),
  ]);
  expect(found('kafe')).toEqual([4, 2, 1].map(messageId));
  expect(found('esok kaf')).toEqual([messageId(1)]);
  expect(found('afe')).toEqual([]);
  expect(found('k')).toEqual([]);
  expect(found(' "" ')).toEqual([]);
  const older = store.search.messages('kafe', { limit: 2 });
  expect(found('kafe', older[1]?.order)).toEqual([messageId(1)]);
});

test('scripts without spaces between words, and marks within words, are found', () => {
  store.messages.add([
    textMessage(1, { text: '你好吗，今天' }),
    textMessage(2, { text: 'हिन्दी में' }),
    textMessage(3, { text: 'сообщение' }),
  ]);
  expect(found('你好')).toEqual([messageId(1)]);
  expect(found('हिन्दी')).toEqual([messageId(2)]);
  expect(found('Сообщ')).toEqual([messageId(3)]);
});

test('what looks like the query language is only text', () => {
  store.messages.add([textMessage(1, { text: 'NEAR OR text:x AND "quoted" col*' })]);
  expect(found('NEAR')).toHaveLength(1);
  expect(found('"quoted')).toHaveLength(1);
  expect(found('text:x')).toHaveLength(1);
  expect(found('OR nothing')).toEqual([]);
  expect(found('col* )')).toHaveLength(1);
});

test('any text is a query', async () => {
  store.messages.add([textMessage(1)]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      await Promise.resolve();
      store.search.messages(text, { limit: 5 });
      store.search.chats(text, 5);
    }),
    { numRuns: 300 },
  );
});

test('a message of one word is found by every beginning of it', async () => {
  const word = fc.stringMatching(/^[a-z]{2,12}$/);
  let number = 0;
  await fc.assert(
    fc.property(word, fc.integer({ min: 2, max: 12 }), (text, length) => {
      number += 1;
      store.messages.add([textMessage(number, { text })]);
      expect(found(text.slice(0, length))).toContain(messageId(number));
    }),
    { numRuns: 40 },
  );
});

test('a snippet marks what matched and is never markup', () => {
  store.messages.add([textMessage(1, { text: 'lihat <b>rumah</b> saya' })]);
  const [hit] = store.search.messages('rum', { limit: 1 });
  expect(hit?.snippet).toEqual([
    { text: 'lihat <b>', match: false },
    { text: 'rumah', match: true },
    { text: '</b> saya', match: false },
  ]);
  expect(hit).toMatchObject({ chatId: chatId(1), contact: { name: 'Aïsyah binti Omar' } });
  expect(toSnippet('a\u0003b\u0002')).toEqual([{ text: 'ab', match: false }]);
});

test('chats are found by name and number, the most active first', () => {
  store.contacts.save({
    accountId: store.chats.get(chatId(2))?.contact.accountId ?? '',
    name: 'Bob Aisyah',
    number: '+60123456789',
    username: null,
    kind: 'person',
    gone: false,
    standing: 'accepted',
    blocked: false,
  });
  expect(store.search.chats('aisyah', 5).map((chat) => chat.chatId)).toEqual([2, 1].map(chatId));
  expect(store.search.chats('a', 5)).toHaveLength(2);
  expect(store.search.chats('+60123', 5).map((chat) => chat.chatId)).toEqual([chatId(2)]);
  expect(store.search.chats('bob om', 5)).toEqual([]);
});

test('a query has a bounded number of words', () => {
  expect(toFtsQuery('kata '.repeat(40), true)?.split(' ')).toHaveLength(12);
  expect(toFtsQuery('?!', true)).toBeNull();
});
