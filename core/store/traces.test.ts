import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnection } from './connection.ts';
import { openPageSource } from './damage/page-source.ts';
import { migrations } from './migrations/index.ts';
import { backupBefore, upgrade } from './migrations/upgrade.ts';
import { inconsistencies } from './testing/consistency.ts';
import {
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  outboxRow,
  seenNow,
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

/** On how many pages of the file, used or free, and of its log a text stands, decrypted. */
const pagesWith = (file: string, text: string): number => {
  const source = openPageSource({ ...options, file, acrossBreaks: true });
  try {
    let found = 0;
    for (let page = 1; page <= source.pageCount; page++)
      if (source.page(page)?.includes(text)) found++;
    return found;
  } finally {
    source.close();
  }
};

const words = ['durian', 'rambutan', 'manggis', 'cempedak', 'langsat', 'salak', 'duku', 'nangka'];
const pick = (seed: number): string => words[seed % words.length] ?? '';
const secret = (number: number): string =>
  `zxqsecret${number} ${pick(number)} ${'y'.repeat(number % 300)}`;

it('of what disappeared nothing is left on any page, used or free, nor in the log of writes', async () => {
  const store = await openWorking(options);
  addChat(store, 1);
  addChat(store, 2);
  for (let from = 0; from < 2_000; from += 50)
    store.transaction(() => {
      for (let number = from; number < from + 50; number++) {
        const outgoing = number % 3 === 0;
        const disappears = number % 2 === 0;
        const text = disappears ? secret(number) : `stays ${number} ${pick(number * 7)}`;
        const chat = (number % 2) + 1;
        store.messages.add([
          {
            ...textMessage(number, { chat, outgoing, text }),
            expireAfterS: disappears ? 30 : null,
          },
        ]);
        if (outgoing)
          store.outbox.add([
            {
              ...outboxRow(number, { account: chat }),
              content: new TextEncoder().encode(text),
            },
          ]);
      }
      // Rows change their size, and pages are shared out anew.
      const ids = Array.from({ length: 25 }, (_, index) => messageId(from + index * 2));
      store.messages.advance({
        chatId: chatId(1),
        messageIds: ids,
        state: 'sent',
        at: 9e12,
        start: seenNow,
      });
      store.outbox.remove(ids.map((_, index) => outboxRow(from + index * 2).id));
    });
  store.chats.markRead(chatId(1), 10_000, seenNow);
  expect(store.search.messages('zxqsecret', { limit: 5 })).toHaveLength(5);
  expect(pagesWith(options.file, 'zxqsecret')).toBeGreaterThan(10);
  while (store.messages.expire(seenNow.at + 30_000, 200).length > 0);
  expect(store.messages.nextExpiry()).toBe(null);
  expect(store.search.messages('zxqsecret', { limit: 5 })).toHaveLength(0);
  expect(store.search.messages('rambutan', { limit: 9_999 }).length).toBeGreaterThan(10);
  expect(store.emptyLog()).toBe(true);
  expect(statSync(`${options.file}-wal`).size).toBe(0);
  store.rewrite();
  expect(statSync(`${options.file}-wal`).size).toBe(0);
  expect(pagesWith(options.file, 'zxqsecret')).toBe(0);
  const before = store.messages.page(chatId(2), { anchor: { at: 'newest' }, before: 9, after: 0 });
  expect(before.messages).toHaveLength(9);
  expect(pagesWith(options.file, 'stays')).toBeGreaterThan(10);
  await store.close();
  expect(pagesWith(options.file, 'zxqsecret')).toBe(0);
  expect(inconsistencies(options)).toEqual([]);
  const connection = openConnection(options);
  const wrong = connection
    .sql(
      'SELECT r.name FROM roots r LEFT JOIN sqlite_schema s ON s.name = r.name WHERE s.rootpage IS NOT r.page',
    )
    .all();
  connection.close();
  expect(wrong).toEqual([]);
});

it('a copy from before an upgrade holds nothing that disappears', async () => {
  const store = await openWorking(options);
  addChat(store, 1);
  store.messages.add([
    textMessage(1, { text: 'zxqstays' }),
    { ...textMessage(2, { text: 'zxqsecret two' }), expireAfterS: 30 },
    { ...textMessage(3, { text: 'zxqsecret three', outgoing: true }), expireAfterS: 30 },
  ]);
  store.outbox.add([{ ...outboxRow(3), content: new TextEncoder().encode('zxqsecret three') }]);
  await store.close();
  const version = migrations.length + 1;
  upgrade(options, [...migrations, { version, statements: [] }]);
  const copy = backupBefore(options.file, version);
  expect(existsSync(copy)).toBe(true);
  expect(pagesWith(copy, 'zxqsecret')).toBe(0);
  expect(pagesWith(copy, 'zxqstays')).toBeGreaterThan(0);
  expect(pagesWith(options.file, 'zxqsecret')).toBeGreaterThan(0);
  expect(readFileSync(copy).length).toBeGreaterThan(4_096);
});
