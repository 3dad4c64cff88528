import { expect, it } from 'vitest';
import { exampleNumber, findCountries, guessCountry, listCountries } from './countries.ts';
import {
  formatNumber,
  formatTyped,
  readCountry,
  readNumber,
  readTyped,
  regroup,
  type Typed,
} from './read-number.ts';

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
  expect(formatNumber('+60123456789')).toBe('+60\u00a012\u00a0345\u00a06789');
  // What is copied from the screen is read again.
  expect(readNumber(formatNumber('+60123456789'), 'MY')).toMatchObject({ kind: 'ok' });
});

it('knows countries by name in both languages, and guesses the first', () => {
  const malay = listCountries('ms').find((country) => country.code === 'DE');
  expect(malay).toMatchObject({ name: 'Jerman', callingCode: '+49', flag: '🇩🇪' });
  expect(guessCountry(['ms', 'en-SG'])).toBe('SG');
  expect(guessCountry(['ms'])).toBe('MY');
});

it.each([
  ['(555) 5', 'MY', '5555'],
  ['012-345 6789', 'US', '012345 6789'],
  ['+60 12 345 6789', 'SG', '1234 56789'],
  ['5555', 'MW', '5555'],
] as const)('%s written in %s is %s, with every digit kept', (text, country, expected) => {
  expect(regroup(text, country).replace(/\D/g, '')).toBe(expected.replace(/\D/g, ''));
});

it('follows the country of a number typed with its calling code, and of no other', () => {
  expect(readCountry('+6019')).toBe('MY');
  expect(readCountry('+1 201 555 0123')).toBe('US');
  expect(readCountry('0198765432')).toBeUndefined();
});

const type = (text: string, country: Typed['country']): Typed =>
  [...text].reduce<Typed>((typed, key) => readTyped(typed.text, typed.text + key, typed.country), {
    text: '',
    country,
  });

it.each([
  ['+60123456789', 'MY', 'MY', '123456789'],
  ['+60 012-345 6789', 'SG', 'MY', '123456789'],
  ['+12015550123', 'MY', 'US', '2015550123'],
  ['+447400123456', 'MY', 'GB', '7400123456'],
  ['+6591234567', 'MY', 'SG', '91234567'],
  ['0123456789', 'MY', 'MY', '0123456789'],
  ['+60', 'SG', 'MY', '+60'],
] as const)(
  '%s typed in %s leaves the code to the choice beside it',
  (keys, from, country, digits) => {
    const typed = type(keys, from);
    expect(typed.country).toBe(country);
    expect(typed.text.replace(/[^+\d]/g, '')).toBe(digits);
    const pasted = readTyped('', keys, from);
    expect(pasted.country).toBe(country);
    expect(pasted.text.startsWith('+')).toBe(digits.startsWith('+'));
  },
);

it('groups what is left without the code as it stands after the code', () => {
  expect(readTyped('', '+60123450101', 'SG').text).toBe('12 345 0101');
  expect(type('+60123450101', 'MY').text).toBe('12 345 0101');
  expect(type('+12015550123', 'MY').text).toBe('(201) 555-0123');
});

it('takes nothing away while the middle of a number is changed', () => {
  expect(readTyped('6123456789', '+6123456789', 'MY').text).toMatch(/^\+61/);
});

it('shows numbers as people of a country write them', () => {
  expect(exampleNumber('MY')).toBe('012-345 6789');
});

it.each([
  ['mala', ['Malawi', 'Malaysia', 'Guatemala']],
  ['côte', ['Côte d’Ivoire']],
  ['+60', ['Malaysia']],
  ['states', ['United States']],
])('%s finds what begins with it first', (text, expected) => {
  const names = findCountries(listCountries('en'), text).map((country) => country.name);
  expect(names.slice(0, expected.length)).toEqual(expected);
});
