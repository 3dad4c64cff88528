import { describe, expect, it } from 'vitest';
import { commonRow, hashPolicy, newestPolicy, policyInForce } from './in-force.ts';
import { adsRow, newYear, securityRow, somePolicy, usageRow } from './testing/policies.ts';

const first = hashPolicy(somePolicy());
const second = hashPolicy(
  somePolicy({ id: '2026-2', publishedAt: newYear + 10, effectiveAt: newYear + 100 }),
);
const urgent = hashPolicy(
  somePolicy({ id: '2026-3', publishedAt: newYear + 20, effectiveAt: newYear + 50 }),
);

describe('of several versions', () => {
  it('the one in force is the last that went live', () => {
    const all = [second, urgent, first];
    expect(policyInForce([], newYear)).toBeNull();
    expect(policyInForce(all, newYear - 1)).toBeNull();
    expect(policyInForce(all, newYear)).toBe(first);
    expect(policyInForce(all, newYear + 49)).toBe(first);
    expect(policyInForce(all, newYear + 50)).toBe(urgent);
    expect(policyInForce(all, newYear + 100)).toBe(second);
  });

  it('the later published wins a tie, and the newest may not be live yet', () => {
    const tie = hashPolicy(
      somePolicy({ id: '2026-4', publishedAt: newYear + 30, effectiveAt: newYear + 100 }),
    );
    expect(policyInForce([tie, second], newYear + 100)).toBe(tie);
    expect(policyInForce([second, tie], newYear + 100)).toBe(tie);
    expect(newestPolicy([second, tie, first])).toBe(tie);
    expect(newestPolicy([])).toBeNull();
  });
});

describe('what several versions allow together', () => {
  const ads = (...policies: ReturnType<typeof somePolicy>[]) =>
    commonRow(policies, 'ads-relevance', 'sanubari');

  it('is the fields of each, the shortest retention and the least noise budget', () => {
    const other = somePolicy({
      rows: [
        { ...adsRow, fields: ['country'], retentionDays: 10 },
        { ...usageRow, epsilonHundredths: 50, epsilonCapHundredths: 800 },
      ],
    });
    expect(ads(first.policy, other)).toEqual({ ...adsRow, fields: ['country'], retentionDays: 10 });
    expect(commonRow([first.policy, other], 'usage-metrics', 'sanubari')).toEqual({
      ...usageRow,
      epsilonHundredths: 50,
    });
  });

  it('is nothing where one lacks the row, shares no field, or means another company', () => {
    expect(ads()).toBeNull();
    expect(ads(first.policy, somePolicy({ rows: [securityRow] }))).toBeNull();
    expect(
      ads(
        somePolicy({ rows: [{ ...adsRow, fields: ['country'] }] }),
        somePolicy({ rows: [{ ...adsRow, fields: ['phoneNumber'] }] }),
      ),
    ).toBeNull();
    const recipients = { sanubari: { name: 'Another', about: { en: 'x', ms: 'x' } } };
    expect(ads(first.policy, somePolicy({ recipients }))).toBeNull();
  });
});
