import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePolicies, isWidening } from './compare.ts';
import type { Policy, PolicyRow } from './document.ts';
import { commonRow } from './in-force.ts';
import { adsRow, friendsRow, securityRow, somePolicy, usageRow } from './testing/policies.ts';

const before = somePolicy();
const withAds = (ads: Partial<PolicyRow>): Policy =>
  somePolicy({ rows: [{ ...adsRow, ...ads }, friendsRow, usageRow, securityRow] });
const adsChange = (after: Policy) => comparePolicies(before, after)[0];

describe('two versions', () => {
  it('that differ in words only are the same', () => {
    const text = { title: 'Other', summary: 'words', body: 'here' };
    const after = somePolicy({ id: '2026-2', text: { en: text, ms: text } });
    expect(comparePolicies(before, after).map(({ change }) => change)).toEqual(
      before.rows.map(() => 'same'),
    );
    expect(isWidening(before, after)).toBe(false);
  });

  it('tell rows that came and rows that went', () => {
    const less = somePolicy({ rows: [adsRow] });
    expect(comparePolicies(less, before).map(({ change }) => change)).toEqual([
      'same',
      'added',
      'added',
      'added',
    ]);
    expect(isWidening(less, before)).toBe(true);
    expect(comparePolicies(before, less).map(({ change }) => change)).toEqual([
      'same',
      'removed',
      'removed',
      'removed',
    ]);
    expect(isWidening(before, less)).toBe(false);
    expect(isWidening(null, less)).toBe(true);
  });

  it('are widened by each part that grows, and narrowed by each that shrinks', () => {
    const wide = withAds({ fields: ['phoneNumber', 'country', 'day'] });
    expect(adsChange(wide)).toMatchObject({ change: 'widened', wider: ['fields'] });
    expect(adsChange(withAds({ fields: ['country'] }))).toMatchObject({ change: 'narrowed' });
    expect(adsChange(withAds({ fields: ['country', 'day'] }))).toMatchObject({
      change: 'widened',
      wider: ['fields'],
      narrower: ['fields'],
    });
    expect(adsChange(withAds({ retentionDays: 91 }))).toMatchObject({ wider: ['retention'] });
    expect(adsChange(withAds({ retentionDays: 89 }))).toMatchObject({ change: 'narrowed' });
    expect(adsChange(withAds({ basis: securityRow.basis }))).toMatchObject({ wider: ['basis'] });
    expect(adsChange(withAds({ basis: usageRow.basis }))).toMatchObject({ narrower: ['default'] });
    expect(adsChange(somePolicy({ objectionWindowDays: 29 }))).toMatchObject({ wider: ['window'] });
    expect(adsChange(somePolicy({ objectionWindowDays: 31 }))).toMatchObject({
      narrower: ['window'],
    });
    const recipients = { sanubari: { name: 'Another', about: { en: 'x', ms: 'x' } } };
    expect(adsChange(somePolicy({ recipients }))).toMatchObject({ wider: ['recipient'] });
    const usage = (row: Partial<PolicyRow>) =>
      comparePolicies(before, somePolicy({ rows: [{ ...usageRow, ...row }] }))[0];
    expect(usage({ epsilonHundredths: 101 })).toMatchObject({ wider: ['epsilon'] });
    expect(usage({ epsilonCapHundredths: 399 })).toMatchObject({ narrower: ['epsilon'] });
    expect(usage({ epsilonHundredths: 50, epsilonCapHundredths: 800 })).toMatchObject({
      change: 'widened',
      narrower: ['epsilon'],
    });
  });

  it('are widened for chosen rows by a regime that loosens anywhere, listed or not', () => {
    const regime = (countries: Policy['regimes']['countries'], byDefault = 'opt-in' as const) =>
      comparePolicies(before, somePolicy({ regimes: { default: byDefault, countries } }));
    expect(regime({ MY: 'opt-out', SG: 'opt-out' })[0]).toMatchObject({ wider: ['regime'] });
    expect(regime({ MY: 'opt-out', SG: 'opt-out-open', ID: 'opt-out' })[0]).toMatchObject({
      wider: ['regime'],
    });
    expect(regime({ MY: 'opt-out-open' })[0]).toMatchObject({ narrower: ['regime'], wider: [] });
    expect(regime({ MY: 'opt-out', SG: 'opt-out' })[3]).toMatchObject({ change: 'same' });
  });

  it('are compared for one person without what concerns only others', () => {
    const looser = somePolicy({ regimes: { default: 'opt-out', countries: {} } });
    expect(isWidening(before, looser)).toBe(true);
    expect(isWidening(before, looser, ['opt-out', 'opt-out'])).toBe(false);
    expect(isWidening(before, looser, ['opt-in', 'opt-out'])).toBe(true);
    const shorter = somePolicy({ objectionWindowDays: 29 });
    expect(isWidening(before, shorter, ['opt-out', 'opt-out'])).toBe(true);
    expect(isWidening(before, shorter, ['opt-out-open', 'opt-out-open'])).toBe(false);
    const empty = withAds({ basis: usageRow.basis });
    expect(isWidening(empty, before, ['opt-out-open', 'opt-out-open'])).toBe(true);
    expect(isWidening(empty, before, ['opt-in', 'opt-in'])).toBe(false);
  });

  it('by whatever rows: what both allow is never wider than either, and not widening means nothing grew', () => {
    const row = fc.record({
      purpose: fc.constant('ads-relevance' as const),
      recipient: fc.constant('sanubari'),
      fields: fc.subarray(['phoneNumber' as const, 'country' as const], { minLength: 1 }),
      basis: fc.constantFrom(adsRow.basis, usageRow.basis),
      retentionDays: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(row, row, (a, b) => {
        const [first, second] = [somePolicy({ rows: [a] }), somePolicy({ rows: [b] })];
        const common = commonRow([first, second], 'ads-relevance', 'sanubari');
        if (common) {
          for (const policy of [first, second])
            expect(isWidening(policy, somePolicy({ rows: [common] }))).toBe(false);
        }
        if (!isWidening(first, second)) {
          expect(a.fields).toEqual(expect.arrayContaining(b.fields));
          expect(b.retentionDays).toBeLessThanOrEqual(a.retentionDays);
        }
      }),
    );
  });
});
