import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deriveLabelKeys, type LabelKeys } from '../../../contract/transparency/keys/oblivious.ts';
import { ownerOf } from '../testing/key-label-contract.ts';
import { testLabelKeys } from '../testing/label-keys.ts';
import { addAccount } from '../testing/rows.ts';
import type { Store } from '../types.ts';
import { openConnection } from './connection.ts';
import { openSqliteStore } from './store.ts';

let folder: string;
let store: Store;
const file = (): string => join(folder, 'store.db');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-key-labels-'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});
const open = (labelKeys?: LabelKeys): void => {
  store = openSqliteStore({ file: file(), ...(labelKeys && { labelKeys }) });
};
const labels = (): number => {
  const connection = openConnection(file());
  const row = connection.prepare('SELECT count(*) AS count FROM key_labels').get();
  connection.close();
  return Number(row?.count);
};
const adoptAll = async (): Promise<void> => {
  while (await store.keyMap.adoptLabels(2));
};

it.each([
  ['another label key', deriveLabelKeys(new Uint8Array(32).fill(1)), 'label_key_differs'],
  ['no label key', undefined, 'label_key_missing'],
])(
  'puts in no label with %s, and everyone of meanwhile with the right one',
  async (_, wrong, code) => {
    open(testLabelKeys);
    const before = await addAccount(store);
    const gone = await addAccount(store);
    await store.close();

    open(wrong);
    await expect(store.keyMap.commitLabelKey()).rejects.toMatchObject({ code });
    const meanwhile = await addAccount(store);
    const { accountId, accountRef } = before.device;
    expect(await store.accounts.setUsername(accountRef, 'aisyah.42')).toBe(true);
    await store.accounts.remove(gone.device.accountRef);
    expect(await store.accounts.findByNumber(meanwhile.number)).toBe(meanwhile.device.accountId);
    expect(await store.keyMap.adoptLabels(10)).toBe(false);
    expect(labels()).toBe(1);
    await store.close();

    open(testLabelKeys);
    await store.keyMap.commitLabelKey();
    await adoptAll();
    expect(await ownerOf(store, 'number', meanwhile.number)).toBe(meanwhile.device.accountId);
    expect(await ownerOf(store, 'username', 'aisyah.42')).toBe(accountId);
    expect(await ownerOf(store, 'number', before.number)).toBe(accountId);
    expect(await ownerOf(store, 'number', gone.number)).toBeNull();
  },
);

it('has the map commit to the key with the first label that is put in', async () => {
  open(testLabelKeys);
  await addAccount(store);
  const { size } = await store.keyLog.head();
  await store.keyMap.commitLabelKey();
  expect((await store.keyLog.head()).size).toBe(size);
});
