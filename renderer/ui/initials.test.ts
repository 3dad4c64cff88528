import { expect, it } from 'vitest';
import { toHue, toInitials } from './initials.ts';

it.each([
  ['Aisyah Rahman', 'AR'],
  ['kumar', 'K'],
  ['Aisyah binti Abdul Rahman', 'AR'],
  ['Rumah Tangga · 5', 'RT'],
  ['  ', ''],
  ['+60 12 345 6789', ''],
  ['🦉', '🦉'],
  ['👩‍👩‍👧 🎉', '👩‍👩‍👧'],
  ['🇲🇾', '🇲🇾'],
  ['محمد علي', 'م'],
  ['林美玲', '林'],
  ['Åse é', 'ÅÉ'],
  ['Aisyah 🦉', 'A'],
])('%s → %s', (name, initials) => {
  expect(toInitials(name)).toBe(initials);
});

it('gives each id one of eight hues, and spreads them', () => {
  const hues = Array.from({ length: 400 }, (_, i) => toHue(`account-${i}`));
  expect(new Set(hues).size).toBe(8);
  expect(toHue('account-7')).toBe(hues[7]);
});
