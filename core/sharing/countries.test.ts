import { getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { expect, it } from 'vitest';
import { countriesOf } from '../../server/modules/consent/countries.ts';
import { createCountries } from './countries.ts';

const { of } = createCountries();

/** Those that anybody has, and those that nobody has: by the example of each country, and by each code of one to three digits. */
const numbers = (): readonly string[] => {
  const known = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);
  const codes = Array.from({ length: 999 }, (_, index) => String(index + 1));
  return [
    ...known.map(({ number }) => number),
    ...codes.flatMap((code) => [`+${code}1`, `+${code}12345678`, `+${code}2025550123`]),
  ];
};

it('tells the same countries of every number as the server does: the rule that holds depends on it', async () => {
  const differ: string[] = [];
  const found = new Set<string>();
  for (const number of numbers()) {
    const own = await of(number);
    for (const country of own) found.add(country);
    if (own.join() !== countriesOf(number).join()) differ.push(number);
  }
  expect(differ).toEqual([]);
  expect([...found].sort()).toEqual(getCountries().toSorted());
});

it('tells of a shared calling code all of its countries', async () => {
  expect(await of('+12025550123')).toEqual(
    getCountries().filter((country) => getCountryCallingCode(country) === '1'),
  );
  expect(await of('+60123450001')).toEqual(['MY']);
  expect(await of('+88312345678')).toEqual([]);
});
