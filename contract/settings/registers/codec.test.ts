import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAccount, valuesOf } from '../testing/values.ts';
import { type Registers, readRegisters, writeRegisters } from './codec.ts';
import { leftOut, maxRegistersBytes, packRegisters, unpackRegisters } from './pack.ts';
import { merge, type Register, written } from './register.ts';

const sample = (value: unknown, now = 0) => ({
  replica: '00000000000000aa',
  device: 'Laptop',
  value,
  end: null,
  now: 1_000 + now,
});
const replica = fc.constantFrom('00000000000000aa', '00000000000000bb', '00000000000000cc');
const edit = fc.record({
  replica,
  device: fc.constantFrom('Laptop', 'Telefon saya', ''),
  value: fc.oneof(valuesOf('privacy.whoSeesPhoto'), fc.boolean(), fc.constant(null)),
  end: fc.option(fc.record({ at: fc.nat(), back: fc.boolean() })),
  now: fc.nat({ max: 2_000_000_000_000 }),
});
const chain = (edits: readonly Parameters<typeof written>[1][]) =>
  edits.reduce<Register>((register, one) => written(register, one), []);
const register = fc
  .tuple(
    fc.array(edit, { minLength: 1, maxLength: 10 }),
    fc.array(
      edit.map((one) => ({ ...one, replica: '00000000000000dd' })),
      { maxLength: 3 },
    ),
  )
  .map(([one, other]) => merge(chain(one), chain(other)));
const key = fc.constantFrom(
  'privacy.sendTyping',
  'privacy.later',
  'profile:name',
  `block:${toAccount(1)}`,
);
const registers: fc.Arbitrary<Registers> = fc
  .array(fc.tuple(key, register), { maxLength: 4 })
  .map((entries) => new Map(entries));

describe('registers as text', () => {
  it('come back as they were, unknown ones too, and as one text', () => {
    fc.assert(
      fc.property(registers, (all) => {
        const text = writeRegisters(all);
        const back = readRegisters(text);
        expect(back).toEqual(all);
        expect(writeRegisters(back as Registers)).toBe(text);
      }),
    );
  });

  it('are read whole or not at all', () => {
    const text = writeRegisters(new Map([['privacy.sendTyping', chain([sample(true)])]]));
    expect(readRegisters(text)).toBeInstanceOf(Map);
    for (const [from, to] of [
      ['"v":1', '"v":0'],
      ['privacy.sendTyping', '__proto__'],
      ['privacy.sendTyping', 'x'.repeat(200)],
      ['"00000000000000aa"', '"aa"'],
      ['[0,1,0,', '[1,1,0,'],
      ['[0,1,0,', '[0,0,0,'],
      ['[0,1,0,', '[0,1.5,0,'],
      ['1000,true', '-1,true'],
      ['1000,true', '1000,"\\ud800"'],
      ['1000,true', `1000,${'['.repeat(40)}${']'.repeat(40)}`],
      ['"devices"', '"more":1,"devices"'],
    ] as const) {
      expect(text).toContain(from);
      expect(readRegisters(text.replace(from, to))).toBeUndefined();
    }
    for (const bad of ['', 'null', '[]', '{}', '{"v":"1"}', `${'['.repeat(50_000)}`])
      expect(readRegisters(bad)).toBeUndefined();
    expect(readRegisters('{"v":2,"anything":true}')).toBe('newer');
  });
});

describe('what goes to the server', () => {
  it('is of few sizes, whatever is in it', () => {
    fc.assert(
      fc.property(registers, (all) => {
        const packed = packRegisters(all);
        expect([4_096, 8_192, 16_384, 32_768, 65_536, 98_304]).toContain(packed?.length);
        expect(packed && unpackRegisters(packed)).toEqual(all);
      }),
    );
    expect(packRegisters(new Map())?.length).toBe(4_096);
  });

  it('leaves out the oldest of the history before anything that stands', () => {
    const never = Array.from({ length: 500 }, (_, index) => toAccount(index));
    const long = { audience: 'everyone', always: [], never };
    const many = chain(Array.from({ length: 8 }, (_, index) => sample({ ...long, index }, index)));
    const all: Registers = new Map([
      ['privacy.whoSeesPhoto', many],
      ['privacy.sendTyping', chain([sample(false)])],
    ]);
    const packed = packRegisters(all);
    const back = packed && unpackRegisters(packed);
    if (!(back instanceof Map)) throw new Error('it did not come back');
    expect(packed?.length).toBeLessThanOrEqual(maxRegistersBytes);
    const kept: Register = back.get('privacy.whoSeesPhoto') ?? [];
    expect(kept.length).toBeGreaterThan(1);
    expect(kept).toEqual(many.slice(0, kept.length));
    expect(back.get('privacy.sendTyping')).toEqual(all.get('privacy.sendTyping'));
    // Joined with it, nothing that is here goes.
    expect(merge(many, kept)).toEqual(many);
    expect(packRegisters(back)).toEqual(packed);
  });

  it('leaves out what nothing depends on, then what gives, then the oldest of what guards', () => {
    const block = (index: number, value: boolean) =>
      [`block:${toAccount(index)}`, chain([sample(value, index)])] as const;
    const short = ['privacy.sendTyping', chain([sample(false, -50)])] as const;
    const unknown = Array.from(
      { length: 300 },
      (_, index) => [`later:${index}`, chain([sample('x'.repeat(80), 5_000)])] as const,
    );
    const freed = Array.from({ length: 100 }, (_, index) => block(index, false));
    const verified = [`verified:${toAccount(0)}`, chain([sample('a'.repeat(64), 9_000)])] as const;
    const blocked = Array.from({ length: 1_100 }, (_, index) => block(1_000 + index, true));
    const some: Registers = new Map([...unknown, ...freed, short, verified, ...blocked]);
    const kept = unpackRegisters(packRegisters(some));
    if (!(kept instanceof Map)) throw new Error('it did not come back');
    for (const [key, register] of [short, verified, ...blocked])
      expect(kept.get(key)).toEqual(register);
    expect([...leftOut(some)]).toEqual([]);

    const more = Array.from({ length: 500 }, (_, index) => block(5_000 + index, true));
    const all: Registers = new Map([...some, ...more]);
    const without = leftOut(all);
    for (const [key] of [short, ...more]) expect(without).not.toContain(key);
    expect(without).toContain(verified[0]);
    expect(without).toContain(blocked[0]?.[0]);
    const back = unpackRegisters(packRegisters(all));
    if (!(back instanceof Map)) throw new Error('it did not come back');
    expect(packRegisters(back)).toEqual(packRegisters(all));
    // Whoever has what was left out gets the same of both together.
    expect(packRegisters(new Map([...some, ...back]))).toEqual(packRegisters(all));
  });

  it('is refused where it was cut, or its padding holds something', () => {
    const packed = packRegisters(new Map([['privacy.sendTyping', chain([sample(true)])]]));
    if (!packed) throw new Error('it had no room');
    expect(unpackRegisters(packed.subarray(0, 40))).toBeUndefined();
    expect(unpackRegisters(new Uint8Array(4_096))).toBeUndefined();
    expect(unpackRegisters(new Uint8Array(200_000))).toBeUndefined();
    packed[packed.length - 1] = 1;
    expect(unpackRegisters(packed)).toBeUndefined();
  });
});
