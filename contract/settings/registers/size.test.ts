import fc from 'fast-check';
import { expect, it } from 'vitest';
import { utf8ToBytes } from '../../utf8.ts';
import { toAccount } from '../testing/values.ts';
import { type Registers, writeRegisters } from './codec.ts';
import { fitting } from './pack.ts';
import { merge, type Register, written } from './register.ts';
import { createTally, sizeOfRegister } from './size.ts';

const edit = (names: number) =>
  fc.record({
    replica: fc.nat({ max: names - 1 }).map((at) => at.toString(16).padStart(16, '0')),
    device: fc.constantFrom('Laptop', 'Telefon "saya"', 'تلفون', ''),
    value: fc.oneof(fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme', maxLength: 9 })),
    end: fc.option(fc.record({ at: fc.nat(), back: fc.boolean() })),
    now: fc.nat({ max: 2_000_000_000_000 }),
  });
const registersOf = (names: number): fc.Arbitrary<Registers> => {
  const chain = fc
    .array(edit(names), { minLength: 1, maxLength: 6 })
    .map((edits) => edits.reduce<Register>((register, one) => written(register, one), []));
  const register = fc.tuple(chain, chain).map(([one, other]) => merge(one, other));
  const key = fc.nat({ max: 30 }).map((at) => `block:${toAccount(at)}`);
  return fc.array(fc.tuple(key, register), { maxLength: 25 }).map((entries) => new Map(entries));
};
const exact = (registers: Registers): number => utf8ToBytes(writeRegisters(registers)).length;
const rangeOf = (...all: readonly Registers[]) => {
  const tally = createTally();
  for (const [key, register] of all.flatMap((registers) => [...registers]))
    tally.add(sizeOfRegister(key, register));
  return { tally, range: tally.range() };
};

it('tells what few names make, to the byte, and again once others came and went', () => {
  fc.assert(
    fc.property(registersOf(10), registersOf(40), (registers, others) => {
      const { tally, range } = rangeOf(registers, others);
      expect(range.most).toBeGreaterThanOrEqual(range.least);
      for (const [key, register] of others) tally.take(sizeOfRegister(key, register));
      expect(tally.range()).toEqual({ least: exact(registers), most: exact(registers) });
    }),
  );
});

it('tells how much it is at most where there are many names, and drops no more than there is no room for', () => {
  fc.assert(
    fc.property(registersOf(150), fc.integer({ min: 100, max: 20_000 }), (registers, bytes) => {
      const { range } = rangeOf(registers);
      expect(range.least).toBeLessThanOrEqual(exact(registers));
      expect(range.most).toBeGreaterThanOrEqual(exact(registers));
      const fits = fitting(registers, bytes);
      expect(exact(fits)).toBeLessThan(bytes);
      expect(fits === registers).toBe(exact(registers) < bytes);
    }),
  );
});
