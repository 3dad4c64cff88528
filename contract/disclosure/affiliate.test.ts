import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import {
  affiliateSignatureBytes,
  batchSchema,
  formatAffiliateSignature,
  parseAffiliateSignature,
} from './affiliate.ts';

describe('a signature on a request', () => {
  it('is read as it was written', () => {
    const anySignature = fc.record({
      at: fc.nat({ max: 8_640_000_000_000_000 }),
      keyId: fc.stringMatching(/^[0-9a-f]{8}$/),
      signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
    });
    fc.assert(
      fc.property(anySignature, (given) => {
        expect(parseAffiliateSignature(formatAffiliateSignature(given))).toEqual(given);
      }),
    );
  });

  it('is nothing else', () => {
    const sound = formatAffiliateSignature({
      at: 1_790_000_000_000,
      keyId: '0011aabb',
      signature: new Uint8Array(64),
    });
    expect(parseAffiliateSignature(sound)).not.toBeNull();
    for (const text of [
      '',
      ` ${sound}`,
      `${sound}\n`,
      `${sound},k=0011aabb`,
      sound.replace('t=1', 't=01'),
      sound.replace('t=1', 't=-1'),
      sound.replace('t=1790000000000', 't=8640000000000001'),
      sound.replace('0011aabb', '0011AABB'),
      sound.replace('A==', 'B=='),
      sound.slice(0, -4),
    ])
      expect(parseAffiliateSignature(text)).toBeNull();
  });

  it('covers the time and the body', () => {
    const bytes = affiliateSignatureBytes(1_790_000_000_000, utf8ToBytes('{"a":1}'));
    expect(bytesToUtf8(bytes)).toBe('bisik-affiliate-v11790000000000.{"a":1}');
  });
});

it('a deletion says nothing but its handle, and a field holds nothing within', () => {
  const id = '00000000-0000-4000-8000-000000000000';
  const deletionHandle = 'A'.repeat(43);
  const isBatch = (kind: string, payload: object) =>
    batchSchema.safeParse({ batchId: id, items: [{ id, kind, payload }] }).success;
  const disclosed = { deletionHandle, policy: '2026-1', purpose: 'ads-relevance', country: 'MY' };
  expect(isBatch('deletion', { deletionHandle })).toBe(true);
  expect(isBatch('deletion', { deletionHandle, phoneNumber: '+60123456789' })).toBe(false);
  expect(isBatch('disclosure', disclosed)).toBe(true);
  expect(isBatch('disclosure', { ...disclosed, contacts: ['+60123456789'] })).toBe(false);
  expect(isBatch('disclosure', { ...disclosed, purpose: 'sale' })).toBe(false);
});
