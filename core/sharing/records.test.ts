import { expect, test } from 'vitest';
import { type ConsentRecord, decisionStates } from '../../contract/consent/record.ts';
import { isHolding } from './records.ts';

const recordOf = (over: Partial<ConsentRecord>) =>
  ({ method: 'settings', decisions: [], ...over }) as ConsentRecord;

test('only a record that gives, and nothing else, may be given up', () => {
  const given = decisionStates.filter(
    (state) =>
      !isHolding(
        recordOf({ decisions: [{ purpose: 'ads-relevance', recipient: 'sanubari', state }] }),
      ),
  );
  expect([...given].sort()).toEqual(['given', 'notified']);
  for (const method of ['global_opt_out', 'stricter_after_damage'] as const)
    expect(isHolding(recordOf({ method }))).toBe(true);
  const mixed = (['given', 'deferred'] as const).map((state) => ({
    purpose: 'ads-relevance' as const,
    recipient: 'sanubari',
    state,
  }));
  expect(isHolding(recordOf({ decisions: mixed }))).toBe(true);
});
