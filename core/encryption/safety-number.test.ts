import { createHash, randomUUID } from 'node:crypto';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCode, toCode } from './code.ts';
import { createSafetyNumbers, type NumberedSide } from './safety-number.ts';

const side = (): NumberedSide => ({
  accountId: randomUUID(),
  identityKey: IdentityKeyPair.generate().publicKey,
});

/** One half of a number, by the public description of numeric fingerprints, without libsignal: 5,200 rounds of SHA-512, six times five digits. */
const halfOf = ({ accountId, identityKey }: NumberedSide): string => {
  const key = Buffer.from(identityKey.serialize());
  const identifier = Buffer.from(accountId.replaceAll('-', ''), 'hex');
  let hash = Buffer.concat([Buffer.from([0, 0]), key, identifier]);
  for (let round = 0; round < 5_200; round++)
    hash = createHash('sha512').update(hash).update(key).digest();
  let digits = '';
  for (let at = 0; at < 30; at += 5)
    digits += String(hash.readUIntBE(at, 5) % 100_000).padStart(5, '0');
  return digits;
};

describe('safety numbers', () => {
  it('are those of an independent implementation, for a thousand pairs', {
    timeout: 60_000,
  }, () => {
    const numberOf = createSafetyNumbers();
    // Each meets each: 46 people are 1,035 pairs.
    const people = Array.from({ length: 46 }, side);
    const halves = people.map(halfOf);
    let pairs = 0;
    for (const [one, own] of people.entries())
      for (const [other, theirs] of people.entries()) {
        if (other <= one) continue;
        const expected = [halves[one], halves[other]].sort().join('');
        expect(numberOf(own, theirs).digits).toBe(expected);
        pairs++;
      }
    expect(pairs).toBe(1_035);
  });

  it('are the same on both sides, and other ones for another key or account', () => {
    const numberOf = createSafetyNumbers();
    const [a, b] = [side(), side()];
    const { digits } = numberOf(a, b);
    expect(digits).toMatch(/^\d{60}$/);
    expect(numberOf(b, a).digits).toBe(digits);
    const { identityKey } = side();
    expect(numberOf(a, { ...b, identityKey }).digits).not.toBe(digits);
    expect(numberOf({ ...a, identityKey }, b).digits).not.toBe(digits);
    expect(numberOf(a, { ...b, accountId: randomUUID() }).digits).not.toBe(digits);
    expect(numberOf(a, b).digits).toBe(digits);
  });
});

describe('a code', () => {
  const numberOf = createSafetyNumbers();
  const [a, b, c] = [side(), side(), side()];
  const own = numberOf(a, b).scannable;
  const theirs = numberOf(b, a).scannable;
  const withByte = (at: number, value: number): Uint8Array => {
    const bytes = theirs.slice();
    bytes[at] = value;
    return bytes;
  };

  it('is the same when the other side has the very keys, and fits one way only', () => {
    expect(compareCode(own, toCode(theirs))).toBe('same');
    expect(compareCode(theirs, toCode(own))).toBe('same');
    expect(compareCode(own, ` ${toCode(theirs)}\n`)).toBe('same');
    expect(toCode(theirs).length).toBeLessThanOrEqual(400);
    // One's own, held before the own camera.
    expect(compareCode(own, toCode(own))).toBe('different');
  });

  it('is a different one of somebody else, and of other keys', () => {
    for (const other of [
      numberOf(c, a),
      numberOf(b, c),
      numberOf({ ...b, identityKey: c.identityKey }, a),
      numberOf(b, { ...a, identityKey: c.identityKey }),
    ])
      expect(compareCode(own, toCode(other.scannable))).toBe('different');
  });

  it('of a later version says so, of an earlier one is none', () => {
    expect(compareCode(own, toCode(withByte(1, 3)))).toBe('newer_version');
    expect(compareCode(own, toCode(withByte(1, 0x82)))).toBe('newer_version');
    expect(compareCode(own, toCode(withByte(1, 1)))).toBe('not_a_code');
    expect(compareCode(own, toCode(theirs.slice(2)))).toBe('not_a_code');
  });

  it('with any bit turned is never the same, and whatever else is scanned never throws', () => {
    for (let bit = 0; bit < theirs.length * 8; bit++) {
      const turned = withByte(bit >> 3, (theirs[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      expect(compareCode(own, toCode(turned))).not.toBe('same');
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ minLength: 300 })), (text) => {
        expect(compareCode(own, text)).toBe('not_a_code');
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isHeaded) => {
        const all = isHeaded ? Uint8Array.of(0x08, 2, ...bytes) : bytes;
        expect(compareCode(own, toCode(all))).not.toBe('same');
      }),
    );
    for (const text of [
      '',
      'bisik-verify:',
      'https://example.org',
      `bisik-verify:${'A'.repeat(1_900)}`,
    ])
      expect(compareCode(own, text)).toBe('not_a_code');
  });
});
