import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCodedError } from '../errors/coded-error.ts';
import { toDisplayName } from '../ids.ts';
import { type LinkingCode, parseLinkingCode, toLinkingText } from './code.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyCode: fc.Arbitrary<LinkingCode> = fc.record({
  mailboxId: fc.uuid(),
  publicKey: bytes(32).map((key) => Uint8Array.of(5, ...key)),
  secret: bytes(32),
  serverKeyHash: bytes(32),
  deviceName: fc
    .oneof(fc.string({ unit: 'binary' }), fc.constant('龍'.repeat(80)))
    .map(toDisplayName)
    .filter((name) => name !== ''),
});
const [sample] = fc.sample(anyCode, { numRuns: 1, seed: 7 });
if (!sample) throw new Error('no sample');
const text = toLinkingText(sample);

const parsed = (given: string): LinkingCode | string => {
  try {
    return parseLinkingCode(given);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.code;
  }
};

describe('a linking code', () => {
  it('is read as it was written, also with space around it', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        const written = toLinkingText(code);
        expect(written.length).toBeLessThan(500);
        expect(parsed(written)).toEqual(code);
        expect(parsed(` ${written}\n`)).toEqual(code);
      }),
    );
  });

  it('is nothing that a system opens: with a scheme it is no code', () => {
    expect(text).toMatch(/^bisik1\.[A-Za-z0-9_-]+$/);
    expect(() => new URL(text)).toThrow();
    for (const link of [
      `bisik://${text}`,
      `bisik:${text}`,
      `bisik://link?code=${text}`,
      `bisik1:${text}`,
      `https://bisik.example/${text}`,
      `https://bisik.example/#${text}`,
      `<${text}>`,
    ])
      expect(parsed(link)).toBe('link_code_invalid');
  });

  it('is refused when it is cut, longer, of another version or not canonical', () => {
    for (let length = 0; length < text.length; length++) {
      const cut = parsed(text.slice(0, length));
      if (typeof cut === 'string') expect(cut).toBe('link_code_invalid');
      // The name comes last: a shorter one may be a name, too, and everything before it stands as it was.
      else expect(cut).toEqual({ ...sample, deviceName: cut.deviceName });
    }
    for (const other of [
      '',
      'bisik1.',
      text.toUpperCase(),
      text.replace('bisik1.', 'bisik2.'),
      text.replace('bisik1.A', 'bisik1.B'),
      `${text}=`,
      `${text}${'A'.repeat(2_000)}`,
      text.replace('.', '. '),
    ])
      expect(parsed(other)).toBe('link_code_invalid');
  });

  it('is read totally: garbage gives an error, never anything else', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .uint8Array({ maxLength: 500 })
        .map((all) => `bisik1.${Buffer.from(all).toString('base64url')}`),
      fc
        .tuple(fc.nat(text.length - 1), fc.constantFrom(...'AZaz09-_.=/ +'))
        .map(([at, letter]) => text.slice(0, at) + letter + text.slice(at + 1)),
    );
    fc.assert(
      fc.property(garbage, (given) => {
        const code = parsed(given);
        if (typeof code === 'string') expect(code).toBe('link_code_invalid');
        else expect(toLinkingText(code)).toBe(given.trim());
      }),
      { numRuns: 1_000 },
    );
  });
});
