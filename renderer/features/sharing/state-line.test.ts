import { expect, it } from 'vitest';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import { sampleRows } from '../../testing/fake/sample-policy.ts';
import { toShare } from '../../testing/fake/sample-sharing.ts';
import { mayLeave, toStateLine } from './state-line.ts';

const known = { affiliate: { recipient: 'nusa', name: 'Kumpulan Nusa' } };
const share = (purpose: string, change: Partial<SharingRow>): SharingRow => {
  const row = sampleRows.find((one) => one.purpose === purpose);
  if (!row) throw new Error(purpose);
  return toShare(row, change);
};
const ads = (change: Partial<SharingRow>) => share('ads-relevance', change);
const nowhere = { waitingSince: null, serverSince: null };
const waits = { waitingSince: 7, serverSince: null };
const yes = { on: true, allowed: true, because: 'allowed', state: 'given' } as const;

it.each<[string, SharingRow, string]>([
  ['a yes with the server', ads(yes), 'onSince'],
  ['a box left ticked', ads({ ...yes, state: 'notified' }), 'leftOn'],
  ['a yes that waits', ads({ on: true, because: 'not_chosen', saved: waits }), 'onWaiting'],
  ['a no with the server', ads({}), 'offSince'],
  ['nothing chosen', ads({ because: 'not_chosen', state: 'requested', saved: nowhere }), 'off'],
  ['a box left ticked that a stricter rule undid', ads({ state: 'requested' }), 'off'],
  [
    'not accepted',
    ads({ because: 'not_accepted', state: 'requested', saved: nowhere }),
    'not_accepted',
  ],
  [
    'not now, waiting',
    ads({ because: 'not_accepted', state: 'deferred', saved: waits }),
    'not_accepted',
  ],
  [
    'a no that waits with its acceptance',
    ads({ because: 'not_accepted', saved: waits }),
    'offWaiting',
  ],
  ['everything refused', ads({ because: 'global_opt_out' }), 'global_opt_out'],
  ['a yes before it starts', ads({ ...yes, allowed: false, because: 'not_started' }), 'starts'],
  ['a yes to less', ads({ ...yes, allowed: false, because: 'not_covered' }), 'not_covered'],
  ['a backup', ads({ ...yes, allowed: false, because: 'unconfirmed' }), 'unconfirmed'],
  ['required', share('security', {}), 'required'],
  [
    'required, later',
    share('security', { allowed: false, because: 'not_started' }),
    'requiredStarts',
  ],
  [
    'required, not accepted',
    share('security', { allowed: false, because: 'not_accepted', startsAt: null }),
    'not_accepted',
  ],
])('%s', (_name, row, id) => {
  expect(toStateLine(row, known).id).toBe(id);
});

it('promises that nothing is sent meanwhile only where that is so', () => {
  const off = (purpose: string, state: SharingRow['state']) =>
    toStateLine(share(purpose, { saved: waits, state }), known).id;
  // The server has the number by itself, and had a yes.
  expect(off('ads-relevance', 'withdrawn')).toBe('offWaitingSends');
  expect(off('friend-suggestions', 'objected')).toBe('offWaitingSends');
  // It never had a yes, or only this device could hand the value over.
  expect(off('ads-relevance', 'refused')).toBe('offWaiting');
  expect(off('usage-metrics', 'withdrawn')).toBe('offWaiting');
});

it('says that nothing can be sent when nobody is connected', () => {
  const nobody = { affiliate: null };
  expect(toStateLine(ads(yes), nobody).id).toBe('nobody');
  expect(toStateLine(share('security', {}), nobody).id).toBe('requiredNobody');
  expect(toStateLine(ads({}), nobody).id).toBe('offSince');
});

it('counts what the server may send until it knows of a no, and nothing else that was refused', () => {
  const off = { on: false, allowed: false, because: 'refused', state: 'withdrawn' } as const;
  expect(mayLeave(ads(yes))).toBe(true);
  expect(mayLeave(ads({ ...off, saved: waits }))).toBe(true);
  expect(mayLeave(ads(off))).toBe(false);
  expect(mayLeave(ads({ ...off, state: 'refused', saved: waits }))).toBe(false);
  expect(mayLeave(ads({ on: true, because: 'not_chosen', saved: waits }))).toBe(false);
});
