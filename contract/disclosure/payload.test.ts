import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { type FieldId, fieldCatalogue, fieldIds } from '../policy/fields.ts';
import { type Purpose, purposes, requiredPurposes } from '../policy/purposes.ts';
import { buildPayload, type PayloadValues } from './payload.ts';

const deletionHandle = 'A'.repeat(43);
const sound: Readonly<Record<FieldId, unknown>> = {
  phoneNumber: '+60123456789',
  country: 'MY',
  pseudonym: 'p'.repeat(22),
  usageBucket: '3-5',
  day: '2026-11-22',
  messagesTaken: '10-99',
  appVersion: '0.1.0',
  system: 'linux',
  failedSignIns: 2,
  spamScore: 0,
};
const values = (fields: PayloadValues['fields'] = sound): PayloadValues => ({
  policy: '2026-1',
  deletionHandle,
  fields,
});

const isFor = (field: FieldId, purpose: Purpose): boolean =>
  (fieldCatalogue[field].purposes as readonly Purpose[]).includes(purpose);

describe('a payload', () => {
  it('is the row’s fields and nothing else, canonical', () => {
    expect(
      buildPayload({ purpose: 'ads-relevance', fields: ['phoneNumber', 'country'] }, values()),
    ).toBe(
      `{"country":"MY","deletionHandle":"${deletionHandle}","phoneNumber":"+60123456789","policy":"2026-1","purpose":"ads-relevance"}`,
    );
  });

  it('cannot be made with another field, another purpose’s, or without a sound value', () => {
    const build = (purpose: Purpose, field: string, given: Record<string, unknown> = sound) =>
      buildPayload({ purpose, fields: [field as FieldId] }, values(given));
    for (const [purpose, field, given] of [
      ['security', 'phoneNumber'],
      ['friend-suggestions', 'country'],
      ['ads-relevance', 'contacts', { contacts: ['+60198765432'] }],
      ['ads-relevance', '__proto__'],
      ['ads-relevance', 'toString'],
      ['ads-relevance', 'phoneNumber', {}],
      ['ads-relevance', 'phoneNumber', Object.create(sound) as Record<string, unknown>],
      ['ads-relevance', 'phoneNumber', { phoneNumber: '012' }],
      ['ads-relevance', 'phoneNumber', { phoneNumber: ['+60123456789'] }],
      ['ads-relevance', 'country', { country: 'MY+60123456789' }],
      ['security', 'pseudonym', { pseudonym: 'aisyah.42' }],
      ['security', 'failedSignIns', { failedSignIns: 60_123_456_789 }],
    ] as const)
      expect(() => build(purpose, field, given)).toThrow(TypeError);
    expect(() =>
      buildPayload(
        { purpose: 'ads-relevance', fields: ['country'] },
        { ...values(), deletionHandle: 'x' },
      ),
    ).toThrow(TypeError);
  });

  it('by whatever row and values says nothing outside the catalogue, and the same twice', () => {
    const anyFields = fc.uniqueArray(fc.constantFrom(...fieldIds, 'contacts' as FieldId));
    const fieldsFor = (purpose: Purpose) =>
      fc.oneof(anyFields, fc.subarray(fieldIds.filter((f) => isFor(f, purpose))));
    const row = fc
      .constantFrom(...purposes)
      .chain((purpose) => fc.record({ purpose: fc.constant(purpose), fields: fieldsFor(purpose) }));
    const given = fc.oneof(
      fc.constant(sound),
      fc.record(
        Object.fromEntries(
          fieldIds.map((f) => [f, fc.oneof(fc.constant(sound[f]), fc.anything())]),
        ),
      ),
      fc.dictionary(fc.string(), fc.anything()),
    );
    let built = 0;
    fc.assert(
      fc.property(row, given, (candidate, fields) => {
        let payload: string;
        try {
          payload = buildPayload(candidate, values(fields));
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          return;
        }
        built++;
        const said = JSON.parse(payload) as Record<string, unknown>;
        expect(canonicalJson(said)).toBe(payload);
        expect(Object.keys(said).sort()).toEqual(
          ['deletionHandle', 'policy', 'purpose', ...candidate.fields].sort(),
        );
        for (const field of candidate.fields) {
          expect(fieldCatalogue[field].purposes).toContain(candidate.purpose);
          expect(fieldCatalogue[field].schema.safeParse(said[field]).success).toBe(true);
        }
        const again = { ...candidate, fields: candidate.fields.toReversed() };
        expect(buildPayload(again, values({ ...fields, more: 1 }))).toBe(payload);
      }),
      { numRuns: 1_500 },
    );
    expect(built).toBeGreaterThan(50);
  });

  it('carries a number for no required purpose, whatever the values', () => {
    for (const purpose of requiredPurposes)
      for (const field of fieldIds.filter((f) => isFor(f, purpose)))
        expect(() =>
          buildPayload({ purpose, fields: [field] }, values({ [field]: '+60123456789' })),
        ).toThrow(TypeError);
  });
});
