import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoreState } from '../../../contract/ipc/engine-state.ts';
import { openConnection } from '../connection.ts';
import { openStore } from '../index.ts';
import { inconsistencies } from '../testing/consistency.ts';
import { putSnapshot, type Snapshot, spoil, takeSnapshot } from '../testing/files.ts';
import {
  accountId,
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  outboxRow,
  textMessage,
} from '../testing/sample.ts';
import type { Store, StoreOptions } from '../types.ts';

const messageCount = 3_000;
const home = createFolder();
const options = optionsIn(home.path);
let whole: Snapshot;
let roots: Map<string, number>;

const identity = {
  keyPair: new Uint8Array(64).fill(1),
  registrationId: 77,
  signingKey: new Uint8Array(32),
};

beforeAll(async () => {
  const store = await openWorking(options);
  for (let number = 1; number <= 20; number++) addChat(store, number);
  for (let from = 0; from < messageCount; from += 500)
    store.messages.add(
      Array.from({ length: 500 }, (_, index) =>
        textMessage(from + index, {
          chat: 1 + ((from + index) % 20),
          text: `satu dua ${from + index}`,
        }),
      ),
    );
  store.keys.saveIdentity(identity);
  store.keys.saveSessions([
    { accountId: accountId(1), deviceId: 1, record: new Uint8Array(9_000).fill(5) },
  ]);
  store.keys.reserveKeyIds('kyber', 50);
  store.outbox.add([outboxRow(1), outboxRow(2)]);
  await store.close();
  whole = takeSnapshot(options.file);
  roots = readRoots();
});
afterAll(() => home.remove());

/** Root pages by name. */
const readRoots = (): Map<string, number> => {
  const connection = openConnection(options);
  const rows = connection.sql<{ name: string; page: number }>('SELECT name, page FROM roots').all();
  connection.close();
  return new Map(rows.map(({ name, page }) => [name, page]));
};

interface Opened {
  readonly store: Store;
  readonly state: string;
  readonly kept: StoreState['kept'];
  readonly names: readonly string[];
  readonly options: StoreOptions;
}

/** Opens the database with `damage` done to its file, and looks at it. */
const withDamage = async (
  damage: (bytes: Uint8Array) => Uint8Array,
  look: (opened: Opened) => void | Promise<void>,
): Promise<void> => {
  const folder = createFolder();
  try {
    const damaged = { database: damage(whole.database), wal: null };
    const placed = putSnapshot(damaged, folder.path, options);
    const { store, opened } = await openStore(placed);
    if (store === null) throw new Error(`did not open: ${JSON.stringify(opened)}`);
    if (opened.keptAt !== null)
      expect(readFileSync(opened.keptAt).equals(damaged.database)).toBe(true);
    const names = readdirSync(folder.path);
    await look({ store, state: opened.state, kept: opened.kept, names, options: placed });
    await store.close();
  } finally {
    folder.remove();
  }
};

const pageAt = (number: number) => (bytes: Uint8Array) =>
  spoil(bytes, (number - 1) * 4_096 + 700, 8);
const rootOf = (name: string): number => roots.get(name) ?? 0;

const expectAll = (store: Store): void => {
  expect(store.chats.list({ limit: 50, before: null }).chats).toHaveLength(20);
  expect(store.chats.unreadTotal()).toBe(messageCount);
  expect(store.search.messages('dua', { limit: 100 })).toHaveLength(100);
  expect(store.keys.identity()?.registrationId).toBe(77);
  expect(store.outbox.queuedMessageCount()).toBe(2);
  expect(store.outbox.recipients()).toHaveLength(1);
};

describe('seen at the start', () => {
  test('page 1 lost: everything is kept', () =>
    withDamage(pageAt(1), ({ store, state, kept }) => {
      expect(state).toBe('repaired');
      expect(kept).toEqual({ chats: 20, messages: messageCount, keys: 'whole' });
      expectAll(store);
      expect(store.keys.reserveKeyIds('kyber', 1)).toBe(51);
    }));

  test('the first 12 KiB overwritten: everything is kept but what stood there', () =>
    withDamage(
      (bytes) => spoil(bytes, 0, 12_288),
      ({ store, kept }) => {
        expect(kept).toMatchObject({ chats: 20, messages: messageCount });
        expect(store.search.messages('dua 1234', { limit: 5 })).toHaveLength(1);
      },
    ));

  test('cut in half: what stood before is kept, and the rest is told', () =>
    withDamage(
      (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2) + 99),
      ({ store, state, kept }) => {
        expect(state).toBe('salvaged');
        expect(kept?.chats).toBe(20);
        expect(kept?.messages).toBeGreaterThan(messageCount / 20);
        expect(store.chats.list({ limit: 50, before: null }).chats).toHaveLength(20);
      },
    ));

  test('own keys lost: told, and the messages stay', () =>
    withDamage(pageAt(rootOf('own_keys')), ({ store, state, kept }) => {
      expect(state).toBe('salvaged');
      expect(kept).toEqual({ chats: 20, messages: messageCount, keys: 'lost' });
      expect(store.keys.identity()).toBeNull();
    }));

  test('chats lost: their messages stand in the same chats again', () =>
    withDamage(pageAt(rootOf('chats')), ({ store, state, kept }) => {
      expect(state).toBe('salvaged');
      expect(kept).toEqual({ chats: 20, messages: messageCount, keys: 'whole' });
      const chats = store.chats.list({ limit: 50, before: null }).chats;
      expect(chats.map((chat) => chat.contact.name).toSorted()).toContain('Person 7');
      expect(store.chats.get(chatId(7))?.lastMessage?.chatId).toBe(chatId(7));
    }));

  test('chats and their indexes lost: their messages stand in chats without a name', () =>
    withDamage(
      (bytes) =>
        ['chats', 'sqlite_autoindex_chats_1', 'sqlite_autoindex_chats_2']
          .map(rootOf)
          .reduce((spoiled, page) => pageAt(page)(spoiled), bytes),
      ({ store, kept }) => {
        expect(kept).toMatchObject({ chats: 20, messages: messageCount });
        const chats = store.chats.list({ limit: 50, before: null }).chats;
        expect(chats.every((chat) => chat.contact.gone && chat.lastMessage !== null)).toBe(true);
      },
    ));

  test('told until acknowledged, also after a restart', () =>
    withDamage(pageAt(1), async ({ store, options: placed }) => {
      await store.close();
      const again = await openStore(placed);
      expect(again.opened).toMatchObject({ state: 'repaired', problem: { code: 'store_damaged' } });
      expect(again.store?.acknowledge().state).toBe('ok');
      await again.store?.close();
      const third = await openStore(placed);
      expect(third.opened.state).toBe('ok');
      await third.store?.close();
    }));
});

describe('met during work', () => {
  /** Works until the damage is met, then repairs. */
  const meetAndRepair = async (store: Store, work: () => void) => {
    let told = 0;
    const stop = store.onDamaged(() => {
      told += 1;
    });
    expect(work).toThrow(expect.objectContaining({ code: 'store_damaged' }));
    expect(() => store.chats.unreadTotal()).toThrow(
      expect.objectContaining({ code: 'store_damaged' }),
    );
    expect(told).toBe(1);
    stop();
    return store.repair();
  };
  const readAll = (store: Store) => () => {
    for (let number = 1; number <= 20; number++)
      store.messages.page(chatId(number), { anchor: { at: 'newest' }, before: 200, after: 0 });
  };

  test('the root of messages: all rows are found again', () =>
    withDamage(pageAt(rootOf('messages')), async ({ store, state }) => {
      // The chat list shows last messages, so this is met at the start already.
      expect(state).toBe('salvaged');
      expect(store.state().kept?.messages).toBe(messageCount);
      await Promise.resolve();
      expectAll(store);
    }));

  test('an index: repaired, all rows kept', () =>
    withDamage(pageAt(rootOf('messages_of_chat')), async ({ store, state }) => {
      expect(state).toBe('ok');
      const after = await meetAndRepair(store, readAll(store));
      expect(after).toMatchObject({
        state: 'repaired',
        kept: { chats: 20, messages: messageCount, keys: 'whole' },
      });
      readAll(store)();
      expectAll(store);
      store.messages.add([textMessage(messageCount + 5)]);
    }));

  test('a crash before the repair: seen at the next start', () =>
    withDamage(pageAt(rootOf('messages_of_chat')), async ({ store, options: placed }) => {
      expect(readAll(store)).toThrow();
      await store.close();
      const again = await openStore(placed);
      expect(again.opened.state).toBe('repaired');
      await again.store?.close();
    }));

  test.each(['pre_keys', 'sessions', 'peer_identities'])(
    '%s lost: the account goes on under its key',
    (table) =>
      withDamage(pageAt(rootOf(table)), async ({ store, state }) => {
        expect(state).toBe('ok');
        expect(await store.verify()).toBe(false);
        expect(await store.repair()).toMatchObject({
          state: 'salvaged',
          kept: { messages: messageCount, keys: 'partly' },
        });
        expect(store.keys.identity()?.registrationId).toBe(identity.registrationId);
      }),
  );

  test('verify finds what no one has read, and whole files pass', () =>
    withDamage(pageAt(rootOf('messages_fts_data')), async ({ store }) => {
      expect(await store.verify({ pagesPerSlice: 7 })).toBe(false);
      expect((await store.repair()).state).toBe('repaired');
      expect(await store.verify({ pagesPerSlice: 7 })).toBe(true);
      expectAll(store);
    }));
});

test('a verification ends when the store closes or is told to', () =>
  withDamage(
    (bytes) => bytes,
    async ({ store }) => {
      const stop = new AbortController();
      const first = store.verify({ pagesPerSlice: 1, signal: stop.signal });
      stop.abort();
      expect(await first).toBe(true);
      const second = store.verify({ pagesPerSlice: 1 });
      await store.close();
      expect(await second).toBe(true);
    },
  ));

const chatNumbers = Array.from({ length: 20 }, (_, index) => index + 1);
const chatsWithNotice = (store: Store): readonly number[] =>
  chatNumbers.filter((number) => {
    const body = store.chats.get(chatId(number))?.lastMessage?.body;
    return body?.kind === 'notice' && body.notice === 'database_repaired';
  });
const chatsWithLoss = (store: Store): readonly number[] => {
  const all = Array.from({ length: messageCount }, (_, index) => index);
  const lost = all.filter(
    (number) => store.messages.get(chatId(1 + (number % 20)), messageId(number)) === null,
  );
  return [...new Set(lost.map((number) => 1 + (number % 20)))].toSorted((a, b) => a - b);
};

test('lost messages: each chat that had some says so, and only those; their index lost too, every chat', async () => {
  const leafOf = async (): Promise<number> => {
    for (let number = 2; number <= whole.database.length / 4_096; number++) {
      let lost = 0;
      await withDamage(pageAt(number), async ({ store }) => {
        const state = (await store.verify()) ? store.state() : await store.repair();
        lost = messageCount - (state.kept?.messages ?? messageCount);
      });
      if (lost > 0 && lost < 100) return number;
    }
    throw new Error('no page holds messages');
  };
  const leaf = await leafOf();
  await withDamage(pageAt(leaf), async ({ store, options: placed }) => {
    if (store.state().state === 'ok') {
      await store.verify();
      await store.repair();
    }
    expect(chatsWithLoss(store).length).toBeGreaterThan(0);
    expect(chatsWithNotice(store)).toEqual(chatsWithLoss(store));
    await store.close();
    // Lines of the app's own are not searched; SQLite's check takes that for a difference.
    expect(inconsistencies(placed)).toEqual(['the search index differs from the messages']);
  });
  await withDamage(
    (bytes) => pageAt(rootOf('messages_of_chat'))(pageAt(leaf)(bytes)),
    async ({ store }) => {
      if (store.state().state === 'ok') {
        await store.verify();
        await store.repair();
      }
      expect(chatsWithNotice(store)).toEqual(chatNumbers);
    },
  );
}, 60_000);

test('any single page damaged: it opens or repairs, and loses no more than that page holds', async () => {
  const pages = whole.database.length / 4_096;
  const step = Math.max(1, Math.floor(pages / 25));
  for (let number = 2; number <= pages; number += step)
    await withDamage(pageAt(number), async ({ store }) => {
      const isWhole = await store.verify();
      const state = isWhole ? store.state() : await store.repair();
      expect(state.kept?.chats ?? 20).toBe(20);
      expect(state.kept?.messages ?? messageCount).toBeGreaterThan(messageCount - 100);
      if (store.chats.get(chatId(1)) === null) throw new Error(`page ${number}: the chat is gone`);
      expect(chatsWithNotice(store)).toEqual(chatsWithLoss(store));
      const [message] = store.messages.add([textMessage(messageCount + 9, { text: 'baharu' })]);
      expect(store.messages.get(chatId(1), messageId(messageCount + 9))).toEqual(message);
    });
}, 60_000);

test('a repair that finds no room leaves the file as it was', async () => {
  const folder = createFolder();
  const placed = putSnapshot(
    { database: pageAt(1)(whole.database), wal: null },
    folder.path,
    options,
  );
  // A folder in the way of the new database stands for a disk that refuses it.
  const { mkdirSync } = await import('node:fs');
  mkdirSync(`${placed.file}.new/x`, { recursive: true });
  const before = readFileSync(placed.file);
  const { store, opened } = await openStore(placed);
  expect(store).toBeNull();
  expect(opened).toMatchObject({ state: 'failed', problem: { code: 'store_write_failed' } });
  expect(readFileSync(placed.file).equals(before)).toBe(true);
  folder.remove();
});

test('a crash while a rebuilt database takes its place is finished at the next start', async () => {
  const folder = createFolder();
  const placed = putSnapshot(
    { database: pageAt(1)(whole.database), wal: null },
    folder.path,
    options,
  );
  writeFileSync(`${placed.file}.new`, whole.database);
  writeFileSync(`${placed.file}.swap`, 'kept');
  writeFileSync(`${placed.file}-wal`, 'of the damaged one');
  const store = await openWorking(placed);
  expectAll(store);
  await store.close();
  expect(readdirSync(folder.path)).toEqual(['bisik.db']);
  folder.remove();
});
