import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sendingBy, type WayFacts, wayTo } from './way.ts';

const all: WayFacts = {
  isOwn: false,
  isAccepted: true,
  hasToken: true,
  isTokenRefused: false,
  certificate: 'good',
  isLineRefused: false,
};

test.each<[string, Partial<WayFacts>, string]>([
  ['a contact who gave a token', {}, 'sealed'],
  ['the own devices', { isOwn: true }, 'named'],
  ['somebody who is no contact', { isAccepted: false }, 'named'],
  ['a contact of before, who gave none', { hasToken: false }, 'named'],
  ['a contact whose token the server refused', { isTokenRefused: true }, 'named'],
  ['a server that issues no certificates', { certificate: 'none' }, 'named'],
  ['a server without the second connection', { isLineRefused: true }, 'named'],
  ['a certificate that is on its way', { certificate: 'coming' }, 'wait'],
])('%s', (_what, facts, way) => {
  expect(wayTo({ ...all, ...facts })).toBe(way);
});

test.each<[string, Partial<WayFacts>, string]>([
  ['a contact who gave a token', {}, 'sealed'],
  ['a certificate that is on its way', { certificate: 'coming' }, 'waits'],
  ['somebody who is no contact', { isAccepted: false, hasToken: false }, 'no_contact'],
  ['a contact of before, who gave none', { hasToken: false, certificate: 'coming' }, 'no_token'],
  ['a token that the server refused', { isTokenRefused: true }, 'token_refused'],
  ['a server that issues no certificates', { certificate: 'none' }, 'no_certificate'],
  ['a server without the second connection', { isLineRefused: true }, 'no_path'],
])('what is said of it: %s', (_what, facts, sending) => {
  expect(sendingBy({ ...all, ...facts })).toBe(sending);
});

test('nothing waits that would not be sealed then, and nothing is sealed without all that it takes', () => {
  const facts = fc.record({
    isOwn: fc.boolean(),
    isAccepted: fc.boolean(),
    hasToken: fc.boolean(),
    isTokenRefused: fc.boolean(),
    certificate: fc.constantFrom<WayFacts['certificate'][]>('good', 'coming', 'none'),
    isLineRefused: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, (given) => {
      const way = wayTo(given);
      // What is said is what is done.
      const said = { sealed: 'sealed', waits: 'wait' } as const;
      const sending = sendingBy(given);
      const isSaid = sending === 'sealed' || sending === 'waits';
      if (!given.isOwn) expect(way).toBe(isSaid ? said[sending] : 'named');
      if (way === 'wait') expect(wayTo({ ...given, certificate: 'good' })).toBe('sealed');
      if (way === 'sealed') expect(given).toEqual(all);
    }),
  );
});
