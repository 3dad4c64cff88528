import { beforeEach, expect, test } from 'vitest';
import { saveAccount } from '../account/stored.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { Store } from '../store/types.ts';
import { type EntryProof, keepProof, provedAt } from './evidence.ts';
import { evidenceName, mostAccounts } from './evidence-room.ts';

const own = '1d3a4f0e-0000-4000-8000-000000000001';

const here = eachStore();
let store: Store;
beforeEach(() => {
  store = here.store;
  saveAccount(store.meta, {
    phase: 'ready',
    number: '+60123456701',
    accountId: own,
    deviceId: 1,
    token: 'token',
    name: 'Aisyah',
    username: null,
    findableByNumber: true,
  });
});

const proofOf = (accountId: string, foundAt = 1, lookup: unknown = { version: 1 }): EntryProof => ({
  accountId,
  kind: 'other_key',
  foundAt,
  keyInUse: 'a2V5',
  note: 'note',
  lookup,
  marks: [],
  seen: { epoch: 1, version: 1, chain: 'Y2hhaW4=' },
});
const find = (accountId: string, foundAt: number, lookup?: unknown): void =>
  keepProof(store, proofOf(accountId, foundAt, lookup));
const letWrite = (accountId: string): void =>
  store.contacts.save({
    accountId,
    name: null,
    number: null,
    username: null,
    kind: 'person',
    gone: false,
    standing: 'accepted',
    blocked: false,
  });
const isKept = (accountId: string): boolean => provedAt(store.meta, [accountId]) !== null;
const names = (of: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${of} ${n}`);
const tooLong = 'x'.repeat(70_000);

test('however many accounts are lied about, evidence is kept of so many: of those alike of those found first', () => {
  const all = names('stranger', 500);
  for (const [at, accountId] of all.entries()) find(accountId, at);
  expect(all.filter(isKept)).toEqual(all.slice(0, mostAccounts));
  // Of whom there is some, more is kept.
  find('stranger 3', 9_000);
  expect(store.meta.get(evidenceName('stranger 3'))).toHaveLength(1);
  keepProof(store, { ...proofOf('stranger 3'), kind: 'other_history' });
  expect(store.meta.get(evidenceName('stranger 3'))).toHaveLength(2);
});

test('that of the own account never goes, and takes no room from others', () => {
  find(own, 1);
  for (const accountId of names('friend', 100)) {
    letWrite(accountId);
    find(accountId, 2);
  }
  expect(isKept(own)).toBe(true);
  expect(names('friend', 100).filter(isKept)).toHaveLength(mostAccounts);
});

test('strangers, of whom a server can name any number, make room for whom the person let write, and then what lacks its answer', () => {
  const strangers = names('stranger', mostAccounts);
  for (const [at, accountId] of strangers.entries())
    find(accountId, at, at === 5 ? tooLong : undefined);
  const friends = names('friend', mostAccounts + 2);
  for (const accountId of friends) letWrite(accountId);
  const [first = '', second = ''] = friends;
  find(first, 100);
  expect(strangers.filter((one) => !isKept(one))).toEqual(['stranger 5']);
  find(second, 101, tooLong);
  expect(strangers.filter((one) => !isKept(one))).toEqual(['stranger 5', strangers.at(-1)]);
  for (const accountId of friends.slice(2)) find(accountId, 102);
  // All are friends by now: she whose answer was too long went for one whose was not, and no stranger comes back.
  find('stranger 0', 200);
  expect(strangers.filter(isKept)).toEqual([]);
  expect(friends.filter((one) => !isKept(one))).toEqual([second, friends.at(-1)]);
});

test('an answer that is kept after all counts from then on', () => {
  const all = names('stranger', mostAccounts);
  find('stranger 0', 0, tooLong);
  keepProof(store, { ...proofOf('stranger 0'), kind: 'other_history' });
  for (const [at, accountId] of all.slice(1).entries())
    find(accountId, at, at === 7 ? tooLong : undefined);
  letWrite('friend');
  find('friend', 9);
  expect(all.filter((one) => !isKept(one))).toEqual(['stranger 8']);
});
