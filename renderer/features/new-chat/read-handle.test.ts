import { expect, it } from 'vitest';
import { readHandle } from './read-handle.ts';

it.each([
  ['aisyah.42', null, { kind: 'username', value: 'aisyah.42' }],
  [' @Aisyah.42 ', null, { kind: 'username', value: 'aisyah.42' }],
  ['+60 12 345 6789', null, { kind: 'number', value: '+60123456789' }],
  ['012-345 6789', '+60112345678', { kind: 'number', value: '+60123456789' }],
  ['012-345 6789', null, undefined],
  ['aisyah', null, undefined],
  ['+60 12', null, undefined],
  ['', null, undefined],
])('%j', (text, own, expected) => {
  expect(readHandle(text, own)).toEqual(expected);
});
