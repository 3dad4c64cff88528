import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PolicyRow, policySchema } from './document.ts';
import { fieldCatalogue, fieldIds } from './fields.ts';
import { chosenPurposes, purposes, requiredPurposes } from './purposes.ts';
import {
  adsRow,
  friendsRow,
  newYear,
  securityRow,
  somePolicy,
  usageRow,
} from './testing/policies.ts';
import { type PolicyFaultCode, validatePolicy } from './validate.ts';

const codesOf = (...rows: PolicyRow[]) =>
  validatePolicy(somePolicy({ rows })).map(({ row, code }) => [row, code]);

describe('a policy', () => {
  it('that is sound has no fault', () => {
    expect(policySchema.parse(somePolicy())).toEqual(somePolicy());
    expect(validatePolicy(somePolicy())).toEqual([]);
  });

  it('is refused with the row and the reason', () => {
    const required = securityRow.basis;
    const { epsilonHundredths: _, ...noEpsilon } = usageRow;
    const table: readonly (readonly [PolicyRow, PolicyFaultCode])[] = [
      [{ ...adsRow, recipient: 'nobody' }, 'recipient_unknown'],
      [{ ...adsRow, recipient: 'toString' }, 'recipient_unknown'],
      [friendsRow, 'row_twice'],
      [{ ...adsRow, fields: ['country', 'country'] }, 'field_twice'],
      [{ ...adsRow, fields: ['failedSignIns'] }, 'field_not_for_purpose'],
      [{ ...adsRow, basis: required }, 'basis_not_for_purpose'],
      [{ ...securityRow, basis: adsRow.basis }, 'basis_not_for_purpose'],
      [{ ...securityRow, fields: ['pseudonym', 'phoneNumber'] }, 'number_in_required_row'],
      [{ ...securityRow, fields: ['failedSignIns'] }, 'pseudonym_missing'],
      [{ ...friendsRow, fields: ['phoneNumber', 'country'] }, 'suggestions_need_own_number_only'],
      [noEpsilon, 'epsilon_missing'],
      [{ ...usageRow, epsilonHundredths: 500 }, 'epsilon_above_cap'],
      [{ ...adsRow, epsilonCapHundredths: 1 }, 'epsilon_not_for_purpose'],
    ];
    for (const [row, code] of table) expect(codesOf(friendsRow, row)).toContainEqual([1, code]);
  });

  it('may not go live before it is published', () => {
    expect(validatePolicy(somePolicy({ publishedAt: newYear + 1 }))).toMatchObject([
      { row: null, code: 'effective_before_published' },
    ]);
  });

  it('holds a number only where it is chosen, and a pseudonym wherever it is required', () => {
    const row = fc.record({
      purpose: fc.constantFrom(...purposes),
      recipient: fc.constant('sanubari'),
      fields: fc.subarray([...fieldIds], { minLength: 1 }),
      basis: fc.constantFrom(adsRow.basis, securityRow.basis),
      retentionDays: fc.constant(1),
    });
    fc.assert(
      fc.property(row, (candidate) => {
        if (codesOf(candidate).length > 0) return;
        const chosen = (chosenPurposes as readonly string[]).includes(candidate.purpose);
        expect(candidate.basis.kind).toBe(chosen ? 'choice' : 'required');
        expect(candidate.fields.includes('pseudonym')).toBe(!chosen);
        if (!chosen) expect(candidate.fields).not.toContain('phoneNumber');
        for (const field of candidate.fields)
          expect(fieldCatalogue[field].purposes).toContain(candidate.purpose);
      }),
      { numRuns: 2_000 },
    );
  });

  it('could use the number for no required purpose even by the catalogue', () => {
    for (const purpose of requiredPurposes)
      expect(fieldCatalogue.phoneNumber.purposes).not.toContain(purpose);
  });
});
