import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownerOf } from '../testing/key-label-contract.ts';
import { testLabelKeys as labelKeys } from '../testing/label-keys.ts';
import { base64 } from '../testing/rows.ts';
import type { OneTimeKey } from '../types.ts';
import { openConnection } from './connection.ts';
import { keyDigest } from './device-rows.ts';
import { initial } from './migrations/0001-initial.ts';
import { choicesFromSequence } from './migrations/0009-choices-from-sequence.ts';
import { openSqliteStore } from './store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const accountId = '00000000-0000-4000-8000-000000000001';
const key = (keyId: number): OneTimeKey => ({ keyId, publicKey: base64(33) });

/** A file of the first format with one device: these keys wait, those have left. */
const writeFirstFormat = (
  file: string,
  waiting: readonly OneTimeKey[],
  spent: readonly OneTimeKey[],
): void => {
  const connection = openConnection(file);
  for (const statement of initial.statements) connection.exec(statement);
  connection.exec(
    `INSERT INTO accounts VALUES (1, '${accountId}', '+60123450001', 'key', NULL, 1)`,
  );
  connection.exec(
    `INSERT INTO devices VALUES (1, 1, 1, 100, x'00', 'k', 's', '{"keyId":1}', '{"keyId":9}', 1)`,
  );
  connection.exec('INSERT INTO device_sequences VALUES (1, 0)');
  for (const one of waiting)
    connection
      .prepare(`INSERT INTO one_time_keys VALUES (1, 'ec', ?, ?)`)
      .run([one.keyId, JSON.stringify(one)]);
  for (const one of spent)
    connection
      .prepare('INSERT INTO spent_keys VALUES (1, ?)')
      .run([keyDigest('ec', one.publicKey)]);
  connection.exec('PRAGMA user_version = 1');
  connection.close();
};

it.each([
  ['some are left', [key(7), key(8)], [key(5), key(6)]],
  ['none is left', [], [key(5), key(6)]],
])('takes no key of the first format twice when %s', async (_name, waiting, spent) => {
  const file = join(folder, 'store.db');
  writeFirstFormat(file, waiting, spent);
  const store = openSqliteStore({ file });
  try {
    const add = async (preKeys: readonly OneTimeKey[]) =>
      (await store.keys.add(1, 'key', { preKeys, kyberPreKeys: [] }))?.preKeyCount;
    expect(await add([...spent, ...waiting])).toBe(waiting.length);
    expect(await add([key(20)])).toBe(waiting.length + 1);
    expect(await add(spent)).toBe(waiting.length + 1);
    const taken = [];
    for (let turn = 0; turn <= waiting.length; turn++)
      taken.push((await store.keys.take(accountId, undefined))?.devices[0]?.preKey?.keyId);
    expect(taken).toEqual([...waiting.map(({ keyId }) => keyId), 20]);
    expect(await add([...spent, ...waiting])).toBe(0);
  } finally {
    await store.close();
  }
});

it('enters by what people of before are found, some at a time, and says of none meanwhile that nobody is', async () => {
  const file = join(folder, 'store.db');
  writeFirstFormat(file, [], []);
  const connection = openConnection(file);
  const add = (ref: number, username: string | null): void => {
    const id = accountId.replace(/1$/, String(ref));
    const number = `+6012345000${ref}`;
    connection
      .prepare('INSERT INTO accounts VALUES (?, ?, ?, ?, ?, 1)')
      .run([ref, id, number, 'key', username]);
    if (ref < 4)
      connection.prepare('INSERT INTO findable_numbers VALUES (?, ?, ?)').run([number, ref, id]);
  };
  add(2, null);
  add(3, 'badrul.10');
  add(4, 'cik.11');
  connection.close();
  const store = openSqliteStore({ file, labelKeys });
  try {
    await store.keyMap.beat(0);
    const waits = async (): Promise<boolean | undefined> => {
      const { epoch, size } = await store.keyLog.head();
      const range = { epoch, size, position: size - 1 };
      return (await store.keyMap.lookUpLabel(new Uint8Array(32), range, 0, ''))?.waits;
    };
    let steps = 0;
    do {
      expect(await waits()).toBe(true);
      steps++;
    } while (await store.keyMap.adoptLabels(1).then(async () => (await waits()) === true));
    expect(steps).toBe(3);
    const id = (ref: number) => accountId.replace(/1$/, String(ref));
    expect(await ownerOf(store, 'number', '+60123450002')).toBe(id(2));
    expect(await ownerOf(store, 'number', '+60123450003')).toBe(id(3));
    expect(await ownerOf(store, 'username', 'badrul.10')).toBe(id(3));
    expect(await ownerOf(store, 'username', 'cik.11')).toBe(id(4));
    expect(await ownerOf(store, 'number', '+60123450004')).toBeNull();
    expect(await ownerOf(store, 'number', '+60123450001')).toBeNull();
  } finally {
    await store.close();
  }
});

it('knows by the number of the last choice what it knew by a time', () => {
  const connection = openConnection(join(folder, 'store.db'));
  connection.exec('CREATE TABLE devices (account_ref, device_id, choices_since)');
  connection.exec('CREATE TABLE consent_records (account_ref, device_id, record)');
  connection.exec('INSERT INTO devices VALUES (1, 1, 50), (1, 2, 60), (1, 3, NULL)');
  for (const sequence of [1, 3, 2])
    connection
      .prepare('INSERT INTO consent_records VALUES (1, 1, ?)')
      .run([JSON.stringify({ sequence })]);
  for (const statement of choicesFromSequence.statements) connection.exec(statement);
  expect(connection.prepare('SELECT * FROM devices').all()).toEqual([
    { account_ref: 1, device_id: 1, choices_from_sequence: 4 },
    { account_ref: 1, device_id: 2, choices_from_sequence: 1 },
    { account_ref: 1, device_id: 3, choices_from_sequence: null },
  ]);
  connection.close();
});
