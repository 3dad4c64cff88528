import { beforeEach, describe, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { Store } from '../store/types.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { type EntryProof, keepProof, provedAt, toKeyEvidenceFile } from './evidence.ts';
import { findingsOf, keepFinding } from './findings.ts';

const here = eachStore();
let store: Store;
beforeEach(() => {
  store = here.store;
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

test('each account has its own proof, and its file has no other’s', () => {
  for (let n = 0; n < 20; n++) keepProof(store, proofOf(`account ${n}`, 1_000 + n));
  const { entries } = fileOf('account 19');
  expect(entries).toMatchObject([{ accountId: 'account 19', foundAt: 1_019 }]);
  expect(provedAt(store.meta, ['account 19'])).toBe(1_019);
  expect(provedAt(store.meta, ['account 7', 'account 3'])).toBe(1_003);
  expect(() => fileOf('nobody')).toThrow(new CodedError('not_found'));
});

test('of one account the first of each kind and key is kept, a few at most, and what is too long is left out', () => {
  for (let n = 0; n < 9; n++)
    for (const foundAt of [5, 6])
      keepProof(store, proofOf('one', foundAt, { keyInUse: `key ${n}` }));
  const { entries } = fileOf('one') as { entries: readonly EntryProof[] };
  expect(entries.map(({ keyInUse, foundAt }) => [keyInUse, foundAt])).toEqual(
    [0, 1, 2, 3].map((n) => [`key ${n}`, 5]),
  );
  keepProof(store, proofOf('other', 7, { lookup: 'x'.repeat(70_000) }));
  expect(fileOf('other').entries).toMatchObject([{ lookup: null, note: 'note' }]);
});

test('a file that is made to be handed on names no contact whose app brought what it was found by', () => {
  const contact = '6f1b2c5e-7f0a-4f43-9d52-0b6a5a1f0c11';
  const context = { store, clock: createHandClock() };
  keepFinding(context, 'server', [], {
    kind: 'two_roots',
    subject: 'both',
    notes: ['one', 'other'],
    found: 'two roots for one size',
    byContact: true,
    contact,
  });
  // The person is told who it was: it is there to be left out.
  expect(findingsOf(store.meta, 'server')).toMatchObject([{ contact }]);
  keepProof(store, proofOf(contact, 5));
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

describe('of labels', () => {
  const label = (of: string) => ({ label: of, labelKey: 'a2V5', position: 3, inclusion: [] });
  const keep = (foundAt: number, of: string, kind: EntryProof['kind'] = 'other_label') =>
    keepProof(store, proofOf('own', foundAt, { kind, keyInUse: '', label: label(of) }));
  const found = () =>
    (fileOf('own') as { entries: readonly EntryProof[] }).entries.map(
      ({ kind, label: of, foundAt }) => `${kind} ${of?.label ?? '-'} ${foundAt}`,
    );

  test('there is room of their own: they take none from what is found of the entry, and the newest of each is beside the first', () => {
    for (let foundAt = 1; foundAt < 6; foundAt++) keep(foundAt, 'number');
    keep(6, 'username');
    keep(7, 'number', 'no_label');
    expect(found()).toEqual([
      'other_label number 1',
      'other_label number 5',
      'other_label username 6',
      'no_label number 7',
    ]);
    for (let n = 0; n < 30; n++) keep(100 + n, `more ${n}`);
    keepProof(store, proofOf('own', 200));
    expect(found()).toHaveLength(9);
    expect(found()).toContain('other_label number 1');
    expect(found()).toContain('other_label more 29 129');
    expect(found()).toContain('other_key - 200');
  });

  test('where there is no more room goes what was found twice, then what proves nobody else, and last the newest', () => {
    for (let n = 1; n < 5; n++) keep(n, `label ${n}`);
    keep(5, 'label 1', 'kept_label');
    keep(6, 'label 1');
    keep(7, 'label 2', 'no_label');
    keep(8, 'label 5');
    expect(found()).toHaveLength(8);
    keep(9, 'label 6');
    expect(found()).not.toContain('other_label label 1 6');
    expect(found()).toContain('no_label label 2 7');
    keep(10, 'label 7');
    expect(found()).not.toContain('no_label label 2 7');
    keep(11, 'label 8');
    expect(found()).not.toContain('kept_label label 1 5');
    expect(found()).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => expect.stringContaining(`label ${n} `)),
    );
    keep(12, 'label 9');
    expect(found().at(-1)).toBe('other_label label 9 12');
    expect(found()).not.toContain('other_label label 8 11');
  });

  test('for what proves nobody else no proof of somebody else goes', () => {
    for (let n = 1; n < 8; n++) keep(n, `label ${n}`);
    keep(8, 'label 7');
    const before = found();
    keep(9, 'label 1', 'no_label');
    keep(10, 'label 2', 'kept_label');
    expect(found()).toEqual(before);
    expect(before).toHaveLength(8);
  });
});
