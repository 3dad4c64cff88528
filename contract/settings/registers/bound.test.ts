import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latestTimestamp } from '../../ids.ts';
import { only } from '../audience.ts';
import { bounded, mostHeads } from './bound.ts';
import { readRegisters, writeRegisters } from './codec.ts';
import { effectiveAt } from './effective.ts';
import { headsOf, merge, type Register, written } from './register.ts';
import { type RegisterRules, rulesOf } from './rules.ts';
import type { RegisterWrite } from './write.ts';

const key = 'privacy.sendTyping';
const author = { replica: 'aaaaaaaaaaaaaaaa', device: 'Laptop', now: 1_000 };
const clocks = { localNow: 2_000, serverNow: 2_000 };
const needRules = (of: string): RegisterRules => {
  const rules = rulesOf(of);
  if (!rules) throw new Error('no rules');
  return rules;
};
const write = (from: number, value: unknown, more: Partial<RegisterWrite> = {}): RegisterWrite => ({
  replica: from.toString(16).padStart(16, '0'),
  count: 1,
  device: 'x',
  at: from,
  value,
  end: null,
  seen: {},
  ...more,
});
const many = (count: number, value: unknown, from = 1) =>
  Array.from({ length: count }, (_, at) => write(from + at, value));
const read = (of: string, register: Register): Register | undefined => {
  const registers = readRegisters(writeRegisters(new Map([[of, register]])));
  return registers === undefined || registers === 'newer' ? undefined : registers.get(of);
};

test('what stands apart where there is room for it is left as it is', () => {
  const register = merge([], many(mostHeads, true));
  expect(bounded(needRules(key), register, author)).toBe(register);
});

test('of more than there is room for the strictest holds, and what was made can be read, and written over', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: mostHeads + 1, max: 400 }),
      fc.nat({ max: 400 }),
      fc.boolean(),
      (count, place, hasRefusal) => {
        const all = many(count, true);
        const at = place % count;
        const given = all.with(at, { ...write(at + 1, !hasRefusal) });
        const register = bounded(needRules(key), merge([], given), author);
        expect(headsOf(register).length).toBeLessThanOrEqual(mostHeads);
        expect(read(key, register)).toEqual(register);
        expect(effectiveAt(needRules(key), register, clocks).value).toBe(!hasRefusal);
        // Whoever hears the same again has no more for it.
        const again = merge(register, given);
        expect(effectiveAt(needRules(key), again, clocks).value).toBe(!hasRefusal);
        const next = written(register, { ...author, value: true, end: null });
        expect(read(key, next)).toEqual(next);
      },
    ),
    { numRuns: 60 },
  );
});

test('an end loosens nothing, and a list of whom nobody may be let at grows together', () => {
  const ending = many(90, false).map((one) => ({ ...one, end: { at: 1_500, back: true } }));
  const rules = needRules(key);
  expect(effectiveAt(rules, bounded(rules, merge([], ending), author), clocks).value).toBe(false);
  const audience = needRules('privacy.whoSeesPhoto');
  const never = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const lists = many(90, null).map((one, at) => ({
    ...one,
    value: { ...only('everyone'), never: [never(at)] },
  }));
  const register = bounded(audience, merge([], lists), author);
  const { value } = effectiveAt(audience, register, clocks);
  expect((value as { never: string[] }).never).toHaveLength(90);
});

test('writes of one name that claim nothing of each other, and a ring of such that claim all, are bounded', () => {
  const rules = needRules(key);
  const ofOne = many(160, true).map((one, at) => ({
    ...one,
    replica: 'b'.repeat(16),
    count: at + 1,
  }));
  const ring = many(160, true).map((one, at, all) => ({
    ...one,
    seen: { [all[(at + 1) % all.length]?.replica ?? '']: 1 },
  }));
  for (const given of [ofOne, ring]) {
    const refused = given.with(0, { ...(given[0] as RegisterWrite), value: false });
    const register = bounded(rules, merge([], refused), author);
    expect(read(key, register)).toEqual(register);
    expect(effectiveAt(rules, register, clocks).value).toBe(false);
  }
});

test('of what nobody here knows the newest stands', () => {
  const given = many(90, 'old').with(89, write(90, 'newest'));
  const register = bounded(null, merge([], given), author);
  expect(register[0]?.value).toBe('newest');
  expect(read('later:thing', register)).toEqual(register);
});

test('what is written over a write of the last time that there is can be read, and stands', () => {
  const hostile = merge([], [write(1, true, { at: latestTimestamp })]);
  const register = written(hostile, { ...author, value: false, end: null });
  expect(read(key, register)).toEqual(register);
  expect(headsOf(register).map(({ value }) => value)).toEqual([false]);
  expect(register[0]?.value).toBe(false);
});
