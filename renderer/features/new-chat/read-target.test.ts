import { expect, it } from 'vitest';
import { readTarget } from './read-target.ts';

it.each([
  ['aisyah.42', null, { kind: 'username', username: 'aisyah.42' }],
  [' @Aisyah.42 ', null, { kind: 'username', username: 'aisyah.42' }],
  ['+60 12 345 6789', null, { kind: 'number', number: '+60123456789' }],
  ['012-345 6789', '+60112345678', { kind: 'number', number: '+60123456789' }],
  ['012-345 6789', null, undefined],
  ['aisyah', null, undefined],
  ['+60 12', null, undefined],
  ['', null, undefined],
])('%j', (text, own, expected) => {
  expect(readTarget(text, own)).toEqual(expected);
});
