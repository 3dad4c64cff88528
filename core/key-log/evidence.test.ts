import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { createFolder, openWorking, optionsIn } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { alarmsOfKeys, raiseOfKeys } from './alarms.ts';
import { type EntryProof, keepProof, provedAt, toKeyEvidenceFile } from './evidence.ts';

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

const proofOf = (accountId: string, foundAt: number, changed: Partial<EntryProof> = {}) => ({
  accountId,
  kind: 'other_key' as const,
  foundAt,
  keyInUse: 'a2V5',
  note: 'note',
  lookup: { version: 1 },
  marks: [],
  seen: { epoch: 1, version: 1, chain: 'Y2hhaW4=' },
  ...changed,
});
const fileOf = (accountId: string) =>
  JSON.parse(
    toKeyEvidenceFile(store.meta, { serverKey: 'server', ownAccountId: 'own', accountId, now: 9e9 })
      .text,
  );

test('however many accounts are lied about, each has its proof, and its file has no other’s', () => {
  for (let n = 0; n < 200; n++) keepProof(store.meta, proofOf(`account ${n}`, 1_000 + n));
  const { entries } = fileOf('account 199');
  expect(entries).toMatchObject([{ accountId: 'account 199', foundAt: 1_199 }]);
  expect(provedAt(store.meta, ['account 199'])).toBe(1_199);
  expect(provedAt(store.meta, ['account 7', 'account 3'])).toBe(1_003);
  expect(() => fileOf('nobody')).toThrow(new CodedError('not_found'));
});

test('of one account the first of each kind and key is kept, a few at most, and what is too long is left out', () => {
  for (let n = 0; n < 9; n++)
    for (const foundAt of [5, 6])
      keepProof(store.meta, proofOf('one', foundAt, { keyInUse: `key ${n}` }));
  const { entries } = fileOf('one') as { entries: readonly EntryProof[] };
  expect(entries.map(({ keyInUse, foundAt }) => [keyInUse, foundAt])).toEqual(
    [0, 1, 2, 3].map((n) => [`key ${n}`, 5]),
  );
  keepProof(store.meta, proofOf('other', 7, { lookup: 'x'.repeat(70_000) }));
  expect(fileOf('other').entries).toMatchObject([{ lookup: null, note: 'note' }]);
});

test('a file that is made to be handed on names no contact whose app brought what it was found by', () => {
  const contact = '6f1b2c5e-7f0a-4f43-9d52-0b6a5a1f0c11';
  const context = { store, clock: createHandClock() };
  raiseOfKeys(context, 'server', [], {
    kind: 'two_roots',
    subject: 'both',
    notes: ['one', 'other'],
    found: 'two roots for one size',
    byContact: true,
    contact,
  });
  // The person is told who it was: it is there to be left out.
  expect(alarmsOfKeys(store.meta, 'server')).toMatchObject([{ contact }]);
  keepProof(store.meta, proofOf(contact, 5));
  const { text } = toKeyEvidenceFile(store.meta, {
    serverKey: 'server',
    ownAccountId: 'own',
    accountId: 'own',
    now: 9e9,
  });
  expect(JSON.parse(text).alarms).toMatchObject([{ byContact: true, notes: ['one', 'other'] }]);
  expect(text).not.toContain(contact);
  // Of the account that one asks about there is what was found of it.
  expect(JSON.stringify(fileOf(contact))).toContain(contact);
});

test('of labels there is room of their own: they take none from what is found of the entry, and the newest of each is beside the first', () => {
  const label = (of: string) => ({ label: of, labelKey: 'a2V5', position: 3, inclusion: [] });
  const ofLabel = (foundAt: number, of: string, kind: EntryProof['kind'] = 'other_label') =>
    keepProof(store.meta, proofOf('own', foundAt, { kind, keyInUse: '', label: label(of) }));
  for (let foundAt = 1; foundAt < 6; foundAt++) ofLabel(foundAt, 'number');
  ofLabel(6, 'username');
  ofLabel(7, 'number', 'no_label');
  const found = () =>
    (fileOf('own') as { entries: readonly EntryProof[] }).entries.map(
      ({ kind, label: of, foundAt }) => `${kind} ${of?.label ?? '-'} ${foundAt}`,
    );
  expect(found()).toEqual([
    'other_label number 1',
    'other_label number 5',
    'other_label username 6',
    'no_label number 7',
  ]);
  for (let n = 0; n < 30; n++) ofLabel(100 + n, `more ${n}`);
  keepProof(store.meta, proofOf('own', 200));
  expect(found()).toHaveLength(9);
  expect(found()).toContain('other_label number 1');
  expect(found()).toContain('other_label more 29 129');
  expect(found()).toContain('other_key - 200');
});
