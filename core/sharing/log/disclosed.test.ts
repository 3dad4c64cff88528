import { expect, it } from 'vitest';
import { adsRow, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { type AboutToSend, isInPolicy } from './disclosed.ts';

const policy = somePolicy();
const about = (over: Partial<AboutToSend>): AboutToSend => ({
  v: 1,
  kind: 'about_to_send',
  disclosureId: '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11',
  at: newYear,
  recipient: 'sanubari',
  purpose: 'ads-relevance',
  policy: policy.id,
  fields: ['phoneNumber'],
  payloadHash: '0'.repeat(64),
  recordHash: '0'.repeat(64),
  ...over,
});

it('lets leave what the version that is named lets leave', () => {
  expect(isInPolicy(about({}), [policy])).toBe(true);
  expect(isInPolicy(about({ recipient: 'another' }), [policy])).toBe(false);
  const without = somePolicy({ rows: [{ ...adsRow, fields: ['country'] }] });
  expect(isInPolicy(about({}), [without])).toBe(false);
});

it('lets no version that is not known here use a field for what no version may', () => {
  expect(isInPolicy(about({ policy: '2099-1' }), [policy])).toBe(true);
  for (const purpose of ['security', 'usage-metrics'] as const)
    expect(isInPolicy(about({ policy: '2099-1', purpose }), [policy])).toBe(false);
});
