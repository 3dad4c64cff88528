import { expect, it } from 'vitest';
import { type FieldId, fieldCatalogue, fieldIds } from '../../../contract/policy/fields.ts';
import { activityValues, noActivity } from './activity.ts';
import { accountValues, needsNoOccasion, occasionIn } from './payloads.ts';

const speaking = (of: 'account' | 'day'): readonly FieldId[] =>
  fieldIds.filter(
    (field) => fieldCatalogue[field].speaksOf === of && fieldCatalogue[field].source === 'server',
  );

const row = (fields: readonly FieldId[]) => ({
  purpose: 'security' as const,
  recipient: 'sanubari',
  fields: [...fields],
  basis: { kind: 'choice' as const, default: 'unticked' as const },
  retentionDays: 30,
});
const subject = { accountId: '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11', number: '+60123456789' };
const ofAccount = () => accountValues(subject, row(fieldIds), 'rotation', () => 'A'.repeat(22));

it('gives a value to each field that the server knows, of the account or of a day, and to no other', () => {
  expect(Object.keys(ofAccount()).sort()).toEqual(speaking('account').toSorted());
  expect(Object.keys(activityValues(noActivity)).sort()).toEqual(speaking('day').toSorted());
  for (const [field, value] of Object.entries({ ...ofAccount(), ...activityValues(noActivity) }))
    expect(fieldCatalogue[field as FieldId].schema.safeParse(value).success).toBe(true);
});

it('waits for an occasion as soon as one field speaks of a day or a device', () => {
  expect(needsNoOccasion(row(speaking('account')))).toBe(true);
  for (const field of fieldIds.filter((id) => fieldCatalogue[id].speaksOf !== 'account'))
    expect(needsNoOccasion(row([...speaking('account'), field]))).toBe(false);
});

it('finds again in a payload what the occasion said, and nothing of the account', () => {
  const occasion = activityValues({ messages: 12, failedSignIns: 3, limitsHit: 1 });
  const payload = { ...ofAccount(), ...occasion, policy: '2026-1', purpose: 'security' };
  expect(occasionIn(JSON.stringify(payload))).toEqual(occasion);
});
