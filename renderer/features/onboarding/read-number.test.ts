import { expect, it } from 'vitest';
import { guessCountry, listCountries } from './countries.ts';
import { formatNumber, formatTyped, readNumber } from './read-number.ts';

it.each([
  ['12 345 6789', 'MY', { kind: 'ok', e164: '+60123456789' }],
  ['012-345 6789', 'MY', { kind: 'ok', e164: '+60123456789' }],
  ['+60 12 345 6789', 'MY', { kind: 'ok', e164: '+60123456789' }],
  ['(201) 555-0123', 'US', { kind: 'ok', e164: '+12015550123' }],
  ['+1 201 555 0123', 'MY', { kind: 'other_country', country: 'US', national: '(201) 555-0123' }],
  ['12 34', 'MY', { kind: 'incomplete' }],
  ['hello', 'MY', { kind: 'incomplete' }],
  ['', 'MY', { kind: 'incomplete' }],
] as const)('%s in %s', (text, country, expected) => {
  expect(readNumber(text, country)).toEqual(expected);
});

it('groups only what is typed at the end, so that corrections stay where they are', () => {
  expect(formatTyped('012345678', '0123456789', 'MY')).toBe('012-345 6789');
  expect(formatTyped('012-345 6789', '012-45 6789', 'MY')).toBe('012-45 6789');
  expect(formatNumber('+60123456789')).toBe('+60 12 345 6789');
});

it('knows countries by name in both languages, and guesses the first', () => {
  const malay = listCountries('ms').find((country) => country.code === 'DE');
  expect(malay).toMatchObject({ name: 'Jerman', callingCode: '+49', flag: '🇩🇪' });
  expect(guessCountry(['ms', 'en-SG'])).toBe('SG');
  expect(guessCountry(['ms'])).toBe('MY');
});
