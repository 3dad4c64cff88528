import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConnection } from '../connection.ts';
import { inconsistencies } from '../testing/consistency.ts';
import {
  chatId,
  choice,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
  textMessage,
} from '../testing/sample.ts';

import type { StoreOptions } from '../types.ts';
import { migrate, migrations, schemaVersion, versionOf } from './index.ts';
import type { Migration } from './migration.ts';
import { backupBefore, upgrade } from './upgrade.ts';

let folder: ReturnType<typeof createFolder>;
let options: StoreOptions;

beforeEach(() => {
  folder = createFolder();
  options = optionsIn(folder.path);
});
afterEach(() => folder.remove());

const fixture = (version: number): string =>
  join(import.meta.dirname, '..', 'fixtures', `v${version}.db`);

const next: Migration = {
  version: schemaVersion + 1,
  statements: [
    'CREATE TABLE reactions (id INTEGER PRIMARY KEY, emoji TEXT NOT NULL) STRICT',
    "INSERT INTO reactions (emoji) VALUES ('👍')",
  ],
};

test('versions are contiguous from 1', () => {
  expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
});

test.each(migrations.map((step) => step.version))(
  'a database of version %i, as it was released, opens with all that is in it',
  async (version) => {
    copyFileSync(fixture(version), options.file);
    const store = await openWorking(options);
    expect(store.state().state).toBe('ok');
    expect(store.chats.get(chatId(1))).toMatchObject({
      unreadCount: 2,
      contact: { name: 'Person 1', standing: 'accepted', blocked: false },
    });
    expect(store.messages.outgoing(messageId(2))).toMatchObject({ state: 'queued' });
    expect(store.search.messages('message 3', { limit: 5 })).toHaveLength(1);
    expect(store.keys.preKey('one_time', 1)?.record).toHaveLength(3_000);
    expect(store.outbox.queuedMessageCount()).toBe(1);
    if (version >= 2) expect(store.choices.tail()).toBe(choice(1).hash);
    expect(store.choices.all()).toHaveLength(version >= 2 ? 1 : 0);
    expect(store.disclosures.count()).toBe(version >= 4 ? 1 : 0);
    expect(store.chats.get(chatId(1))?.timer.afterS).toBe(version >= 6 ? 3_600 : null);
    expect(store.sync.entries(0, 9)).toHaveLength(version >= 8 ? 1 : 0);
    store.messages.add([textMessage(9)]);
    await store.close();
    expect(inconsistencies(options)).toEqual([]);
  },
);

test('the frozen database of this version has the schema that is made today', async () => {
  const schema = (file: string): unknown => {
    const connection = openConnection({ ...options, file });
    const rows = connection
      .sql('SELECT name, sql, rootpage FROM sqlite_schema ORDER BY name')
      .all();
    connection.close();
    return rows;
  };
  const store = await openWorking(options);
  await store.close();
  copyFileSync(fixture(schemaVersion), `${options.file}.frozen`);
  expect(schema(options.file)).toEqual(schema(`${options.file}.frozen`));
});

test('devices of sessions of before are known, without a date or a registration until one is met', async () => {
  copyFileSync(fixture(14), options.file);
  const connection = openConnection(options);
  const identityKey = Buffer.alloc(33, 5);
  connection
    .sql(
      'INSERT OR REPLACE INTO peer_identities (account_id, identity_key, first_seen_at) VALUES (?, ?, 1)',
    )
    .run(['somebody', identityKey]);
  connection
    .sql("INSERT INTO sessions (account_id, device_id, record) VALUES ('somebody', 3, x'01')")
    .run();
  connection.close();
  const store = await openWorking(options);
  const ofBefore = { deviceId: 3, signingKey: null, seenAt: null, loggedAt: null, goneAt: null };
  expect(store.keys.devicesOf('somebody')).toEqual([
    { ...ofBefore, identityKey, registrationId: 0 },
  ]);
  store.keys.meet([{ accountId: 'somebody', identityKey, deviceId: 3, registrationId: 77 }], 9);
  expect(store.keys.devicesOf('somebody')).toEqual([
    { ...ofBefore, identityKey, registrationId: 77 },
  ]);
  await store.close();
});

test('what was seen of labels before there was a row for each number is kept, with when a contradiction was found', async () => {
  copyFileSync(fixture(16), options.file);
  const connection = openConnection(options);
  connection
    .sql(
      `INSERT INTO key_labels (account_id, kind, value, label, label_key, chain, epoch, mark, state, checked_at, looked_at, doubted_at, proved)
       VALUES (?, 'number', '+60123456701', x'07', x'08', x'09', 3, NULL, 'contradicts', 11, 12, 13, 1)`,
    )
    .run(['somebody']);
  connection.close();
  const store = await openWorking(options);
  const row = {
    accountId: 'somebody',
    kind: 'number',
    value: '+60123456701',
    secret: Buffer.of(7),
    labelKey: Buffer.of(8),
    chain: Buffer.of(9),
    epoch: 3,
    mark: null,
    state: 'contradicts',
    checkedAt: 11,
    lookedAt: 12,
    doubtedAt: null,
    foundAt: 13,
    lastFoundAt: 13,
    proved: true,
  } as const;
  expect(store.keyLabels.of('somebody')).toEqual([row]);
  store.keyLabels.save({ ...row, value: '+60123456709', state: 'agrees', proved: false });
  expect(store.keyLabels.of('somebody')).toHaveLength(2);
  store.keyLabels.remove(row);
  expect(store.keyLabels.of('somebody')).toMatchObject([{ value: '+60123456709' }]);
  await store.close();
});

test('since when there is a doubt of a label stays so, and when a contradiction was found last is kept by its own name', async () => {
  copyFileSync(fixture(18), options.file);
  const connection = openConnection(options);
  for (const [value, state] of [
    ['+60123456701', 'agrees'],
    ['+60123456702', 'contradicts'],
  ] as const)
    connection
      .sql(
        `INSERT INTO key_labels (account_id, kind, value, epoch, state, doubted_at, proved, found_at)
         VALUES ('somebody', 'number', ?, 3, ?, 13, 0, iif(? = 'contradicts', 11, NULL))`,
      )
      .run([value, state, state]);
  connection.close();
  const store = await openWorking(options);
  expect(store.keyLabels.of('somebody')).toMatchObject([
    { state: 'agrees', doubtedAt: 13, foundAt: null, lastFoundAt: null },
    { state: 'contradicts', doubtedAt: null, foundAt: 11, lastFoundAt: 13 },
  ]);
  await store.close();
});

test('entries that agreed before it was kept whose turn it was had theirs then', async () => {
  copyFileSync(fixture(19), options.file);
  const connection = openConnection(options);
  for (const [account, state, checkedAt] of [
    ['agreed', 'agrees', 11],
    ['never', 'unavailable', null],
  ] as const)
    connection
      .sql(
        `INSERT INTO key_entries (account_id, epoch, version, chain, state, checked_at)
         VALUES (?, 1, 1, x'09', ?, ?)`,
      )
      .run([account, state, checkedAt]);
  connection.close();
  const store = await openWorking(options);
  expect(store.keyEntries.get('agreed')).toMatchObject({ checkedAt: 11, lookedAt: 11 });
  expect(store.keyEntries.get('never')).toMatchObject({ checkedAt: null, lookedAt: null });
  await store.close();
});

test('a backup is kept before a step, and the list of roots follows', () => {
  copyFileSync(fixture(schemaVersion), options.file);
  const before = readFileSync(options.file);
  upgrade(options, [...migrations, next]);
  expect(readFileSync(backupBefore(options.file, next.version)).equals(before)).toBe(true);
  const connection = openConnection(options);
  expect(versionOf(connection)).toBe(next.version);
  expect(connection.sql("SELECT 1 AS one FROM roots WHERE name = 'reactions'").all()).toHaveLength(
    1,
  );
  connection.close();
});

test('a step that fails leaves everything as it was', () => {
  copyFileSync(fixture(schemaVersion), options.file);
  const broken = { ...next, statements: [...next.statements, 'CREATE TABLE messages (id)'] };
  expect(() => upgrade(options, [...migrations, broken])).toThrow();
  const connection = openConnection(options);
  expect(versionOf(connection)).toBe(schemaVersion);
  expect(() => connection.exec('SELECT * FROM reactions')).toThrow();
  migrate(connection);
  connection.close();
});

test('nothing is kept when nothing is to be done', async () => {
  const store = await openWorking(options);
  await store.close();
  upgrade(options);
  expect(existsSync(backupBefore(options.file, schemaVersion))).toBe(false);
});
