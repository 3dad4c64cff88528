import { expect, test } from 'vitest';
import { toKeyHash } from '../crypto/key-hash.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import type { LabelVerdict } from './labels/others.ts';
import { labelRow } from './labels/rows.ts';
import { goodForMs } from './periods.ts';
import { createVerdicts } from './verdicts.ts';

const aisyah = accountId(1);
const keyHash = toKeyHash(new Uint8Array(33).fill(5));

const here = eachStore();

const unchecked = (
  entry: KeyEntryRow['state'] | null,
  label: LabelVerdict | null,
  { compared = false, agoMs = 1_000 } = {},
) => {
  const clock = createHandClock();
  if (entry)
    here.store.keyEntries.save({
      accountId: aisyah,
      epoch: 1,
      position: 3,
      version: 1,
      chain: new Uint8Array(32),
      keyHash,
      state: entry,
      checkedAt: clock.now() - agoMs,
      lookedAt: clock.now() - agoMs,
      mark: null,
      doubtedAt: null,
      evidence: null,
    });
  if (label) {
    const number = { accountId: aisyah, kind: 'number', value: '+60123456789' } as const;
    here.store.keyLabels.save({ ...labelRow(here.store, number), state: label });
  }
  return createVerdicts(
    { store: here.store, clock, verifiedKeyHash: () => (compared ? keyHash : null) },
    {
      ownId: () => accountId(2),
      serverKey: () => 'server',
      onUnlooked: () => undefined,
    },
  ).unchecked(aisyah, keyHash);
};

test.each([
  ['unavailable', 'agrees', 'log'],
  ['unavailable', 'unavailable', 'log'],
  ['unavailable', null, 'log'],
  ['agrees', 'unavailable', 'label'],
  [null, 'unavailable', 'label'],
  ['agrees', 'agrees', null],
  ['agrees', 'contradicts', null],
  ['contradicts', 'unavailable', null],
  [null, null, null],
] as const)(
  'the entry %s, the number %s: what could not be looked at is %s',
  (entry, label, what) => {
    expect(unchecked(entry, label)).toBe(what);
  },
);

test('how somebody was found is no question once they were compared', () => {
  expect(unchecked('agrees', 'unavailable', { compared: true })).toBeNull();
});

test.each([
  ['agreed three days ago', 'log', goodForMs],
  ['agreed a moment less ago', null, goodForMs - 60_000],
  ['agreed by a clock that was ahead', 'log', -60_000],
])('where the entry %s, what could not be looked at is %s', (_, what, agoMs) => {
  expect(unchecked('agrees', 'agrees', { agoMs })).toBe(what);
  // Nothing else that it said ends with time.
  expect(unchecked('contradicts', null, { agoMs })).toBeNull();
});
