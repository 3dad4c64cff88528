import { expect, it } from 'vitest';
import { countriesOf } from './countries.ts';

it('names every country of a calling code', () => {
  expect(countriesOf('+60123450001')).toEqual(['MY']);
  expect(countriesOf('+12025550123')).toEqual(expect.arrayContaining(['US', 'CA', 'JM']));
  expect(countriesOf('+77012345678')).toEqual(expect.arrayContaining(['RU', 'KZ']));
  expect(countriesOf('+88312345678')).toEqual([]);
});
