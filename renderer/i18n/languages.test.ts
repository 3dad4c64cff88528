import { expect, it } from 'vitest';
import { pickLanguage, toLocale } from './languages.ts';

it('takes the first system language that the app speaks', () => {
  expect(pickLanguage(['ta-MY', 'ms-MY', 'en-GB'])).toBe('ms');
  expect(pickLanguage(['fr'])).toBe('en');
  expect(pickLanguage([])).toBe('en');
});

it('formats by the region that the system names', () => {
  expect(toLocale('en', ['en-US'])).toBe('en-US');
  expect(toLocale('ms', ['en-US'])).toBe('ms-MY');
});
