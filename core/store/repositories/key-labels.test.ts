import { expect, test } from 'vitest';
import { eachStore } from '../testing/each-store.ts';
import type { KeyLabelRow } from '../types/key-labels.ts';

const here = eachStore();
const now = 1_000_000;
const when = { now, markedMs: 100, unconfirmedMs: 1_000 };

const row: Omit<KeyLabelRow, 'accountId' | 'value'> = {
  kind: 'number',
  secret: null,
  labelKey: null,
  chain: null,
  epoch: 1,
  mark: null,
  state: 'unavailable',
  checkedAt: null,
  lookedAt: now,
  doubtedAt: null,
  foundAt: null,
  lastFoundAt: null,
  proved: false,
};
const keep = (accountId: string, changed: Partial<KeyLabelRow>, value = '+60123456701'): void =>
  here.store.keyLabels.save({ ...row, accountId, value, ...changed });
const open = (limit = 20) =>
  here.store.keyLabels.open('own', when, limit).map(({ accountId }) => accountId);

test('who waits for a head is looked at before all that could not be looked at, however long that was so', () => {
  for (let n = 0; n < 30; n++) keep(`stranger ${n}`, { lookedAt: n });
  keep('found later', { state: 'agrees', mark: 7, lookedAt: now - 101 });
  keep('found', { state: 'agrees', mark: 7, lookedAt: now - 102 });
  expect(open(3)).toEqual(['found', 'found later', 'stranger 0']);
});

test('each is looked at in its time; what was looked at by a clock that was ahead is due', () => {
  keep('own', {});
  keep('settled', { state: 'agrees', lookedAt: 0 });
  keep('just marked', { state: 'agrees', mark: 7, lookedAt: now - 99 });
  keep('marked', { state: 'agrees', mark: 7, lookedAt: now - 101 });
  keep('marked ahead', { state: 'agrees', mark: 7, lookedAt: now + 1 });
  keep('just unconfirmed', { state: 'unconfirmed', lookedAt: now - 999 });
  keep('unconfirmed', { state: 'unconfirmed', lookedAt: now - 1_001 });
  keep('unconfirmed ahead', { state: 'unconfirmed', lookedAt: now + 1 });
  keep('contradicts', { state: 'contradicts', lookedAt: 0 });
  expect(open()).toEqual(['marked', 'marked ahead', 'unconfirmed', 'unconfirmed ahead']);
});

test('of who is forgotten what contradicts stays, and of others everything', () => {
  keep('gone', { state: 'contradicts', proved: true });
  keep('gone', { state: 'agrees', mark: 7 }, '+60123456702');
  keep('gone', {}, '+60123456703');
  keep('other', {});
  here.store.keyLabels.forget('gone');
  expect(here.store.keyLabels.of('gone')).toMatchObject([{ state: 'contradicts' }]);
  expect(here.store.keyLabels.of('other')).toHaveLength(1);
});
