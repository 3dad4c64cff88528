import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  accountId,
  createFolder,
  openWorking,
  optionsIn,
  outboxRow,
  uuid,
} from '../testing/sample.ts';
import type { Store } from '../types.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;

beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test('rows come per recipient in the order of adding, after a cursor', () => {
  const orders = store.outbox.add([
    outboxRow(3),
    outboxRow(1),
    outboxRow(2, { account: 2 }),
    outboxRow(4),
  ]);
  expect([...orders].sort((a, b) => a - b)).toEqual(orders);
  const rows = store.outbox.rowsOf(accountId(1), 0, 2);
  expect(rows.map((row) => row.id)).toEqual([3, 1].map((number) => uuid(number, 0xb)));
  const next = store.outbox.rowsOf(accountId(1), rows[1]?.order ?? 0, 2);
  expect(next.map((row) => row.id)).toEqual([uuid(4, 0xb)]);
  expect(store.outbox.queuedMessageCount()).toBe(4);
});

test('the same row is added once and gives its order again', () => {
  const [first] = store.outbox.add([outboxRow(1)]);
  store.outbox.add([outboxRow(2)]);
  expect(store.outbox.add([outboxRow(1)])).toEqual([first]);
  expect(store.outbox.queuedMessageCount()).toBe(2);
});

test('recipients are those who have rows, longest waiting first', () => {
  store.outbox.add([outboxRow(2, { account: 2 }), outboxRow(1), outboxRow(5)]);
  expect(store.outbox.recipients()).toEqual([accountId(1), accountId(2)]);
  store.outbox.remove([1, 5].map((number) => uuid(number, 0xb)));
  expect(store.outbox.recipients()).toEqual([accountId(2)]);
  store.outbox.removeOf(accountId(2));
  expect(store.outbox.recipients()).toEqual([]);
  expect(store.outbox.queuedMessageCount()).toBe(0);
});

test('the ciphertext stays until it is dropped for new devices', () => {
  store.outbox.add([{ ...outboxRow(1), ciphertext: new Uint8Array([1]) }, outboxRow(2)]);
  store.outbox.saveCiphertext(uuid(2, 0xb), new Uint8Array([2]));
  const bytesOf = () =>
    store.outbox.rowsOf(accountId(1), 0, 9).map((row) => row.ciphertext && [...row.ciphertext]);
  expect(bytesOf()).toEqual([[1], [2]]);
  store.outbox.dropCiphertexts(accountId(1));
  expect(bytesOf()).toEqual([null, null]);
  store.outbox.removeOf(accountId(1));
  expect(store.outbox.get(uuid(1, 0xb))).toBeNull();
});
