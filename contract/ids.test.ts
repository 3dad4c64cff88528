import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64Schema,
  bytesSchema,
  displayNameSchema,
  phoneNumberSchema,
  toDisplayName,
  usernameSchema,
  uuidSchema,
} from './ids.ts';

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('ids', () => {
  it('are lower-case UUIDs', () => {
    expect(takes(uuidSchema, '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11')).toBe(true);
    for (const bad of [
      '6B1F3E0A-4C55-4B4E-9B43-0A1F6F0F2C11',
      '6b1f3e0a4c554b4e9b430a1f6f0f2c11',
      "' or 1=1",
      7,
    ])
      expect(takes(uuidSchema, bad)).toBe(false);
  });

  it('of phones are E.164', () => {
    for (const good of ['+60123456789', '+12015550123'])
      expect(takes(phoneNumberSchema, good)).toBe(true);
    for (const bad of ['60123456789', '+0123456789', '+6012 345 6789', '+1234567890123456'])
      expect(takes(phoneNumberSchema, bad)).toBe(false);
  });

  it('of people are names with digits', () => {
    for (const good of ['aisyah.42', 'a_b.123456']) expect(takes(usernameSchema, good)).toBe(true);
    for (const bad of ['Aisyah.42', 'aisyah', '.42', 'aisyah.1', 'ai syah.42'])
      expect(takes(usernameSchema, bad)).toBe(false);
  });

  it('names are trimmed, of one line, in any script', () => {
    for (const good of ['Aisyah', 'A', 'نور', '🌙', 'Mei Ling'])
      expect(takes(displayNameSchema, good)).toBe(true);
    for (const bad of ['', ' Aisyah', 'Aisyah ', 'a\nb', 'x'.repeat(81)])
      expect(takes(displayNameSchema, bad)).toBe(false);
  });

  it('names turn no text around and can be seen', () => {
    for (const good of ['👩\u200D💻', 'ക്\u200Dഷ', 'Nur \u{1F469}\u{1F3FD}', 'é', '…'])
      expect(takes(displayNameSchema, good)).toBe(true);
    for (const turning of '\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069')
      for (const bad of [turning, `a${turning}b`, `${turning}ab`, `ab${turning}`])
        expect(takes(displayNameSchema, bad)).toBe(false);
    for (const bad of [
      '\u200B',
      '\u2800',
      '\u3164',
      '\u200D\uFE0F',
      '\u0301',
      'a\u2028b',
      '\uD800',
    ])
      expect(takes(displayNameSchema, bad)).toBe(false);
  });

  it('bytes are padded base64 of bounded length', () => {
    expect(takes(base64Schema(3), 'AAAA')).toBe(true);
    for (const bad of ['AAAAAAAA', 'AAA', 'A_==', 'A==='])
      expect(takes(base64Schema(3), bad)).toBe(false);
  });

  it('bytes of one right length are neither shorter nor longer', () => {
    for (const length of [16, 32, 33, 64])
      for (let made = 0; made <= length + 3; made++)
        expect(takes(bytesSchema(length), btoa('x'.repeat(made)))).toBe(made === length);
  });

  it('names are cleaned of what is refused, and stay as they are where nothing is', () => {
    expect(toDisplayName('  Nur\u202E\tAisyah\u2028binti\n Ali \u200F')).toBe(
      'Nur Aisyah binti Ali',
    );
    expect(toDisplayName(`${'x'.repeat(79)}👩`)).toBe('x'.repeat(79));
    for (const nothing of ['', ' \n', '\u202E', '\u200B', '\u2800 \u0301'])
      expect(toDisplayName(nothing)).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (typed) => {
        const name = toDisplayName(typed);
        expect(name === '' || takes(displayNameSchema, name)).toBe(true);
        if (takes(displayNameSchema, typed))
          expect(name.replace(/\s/g, '')).toBe(typed.replace(/\s/g, ''));
      }),
    );
  });
});
