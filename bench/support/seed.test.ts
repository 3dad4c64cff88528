import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openStore } from '../../core/store/index.ts';
import { seedStore } from './seed.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

it('fills a database with exactly what was planned, all read, newest last', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bisik-seed-'));
  folders.push(folder);
  const endAt = 1_700_000_000_000;
  const { store } = await openStore({
    file: join(folder, 'bisik.db'),
    key: new Uint8Array(randomBytes(32)),
    clock: { now: () => endAt },
  });
  if (!store) throw new Error('no database');
  const [long, empty, short] = seedStore(store, {
    chats: [
      { name: 'Long', messageCount: 150 },
      { name: 'Empty', messageCount: 0 },
      { name: 'Short', messageCount: 3 },
    ],
    endAt,
  });
  const countOf = (chatId = '') =>
    store.messages.page(chatId, { anchor: { at: 'newest' }, before: 200, after: 0 }).messages;
  expect(countOf(long).length).toBe(150);
  expect(countOf(empty).length).toBe(0);
  expect(countOf(short).length).toBe(3);
  expect(store.chats.unreadTotal()).toBe(0);
  const times = countOf(long).map((message) => message.at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(endAt);
  await store.close();
});
