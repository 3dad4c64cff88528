import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audiences, isInAudience, maxExceptions, only } from './audience.ts';
import { isLooserIn, isSame, type Lattice } from './lattice.ts';
import { type SettingKey, settingsTable } from './registry.ts';
import type { SettingRow } from './row.ts';
import { toAccount, valuesOf } from './testing/values.ts';

const rows = (Object.entries(settingsTable) as [SettingKey, SettingRow][]).flatMap(
  ([key, row]): [SettingKey, SettingRow, Lattice<unknown>][] =>
    row.lattice ? [[key, row, row.lattice]] : [],
);

describe.each(rows)('the values of %s', (key, row, lattice) => {
  const values = valuesOf(key);
  const same = (one: unknown, other: unknown) => expect(isSame(lattice, one, other)).toBe(true);

  it('have a stricter combination, in any order and however often', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        same(lattice.meet(a, b), lattice.meet(b, a));
        same(lattice.meet(a, lattice.meet(b, c)), lattice.meet(lattice.meet(a, b), c));
        same(lattice.meet(a, a), a);
        expect(row.schema.safeParse(lattice.meet(a, b)).success).toBe(true);
      }),
    );
  });

  it('are looser or not as their combination says, and nothing is stricter than the strictest', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const met = lattice.meet(a, b);
        expect(isLooserIn(lattice, met, a) || isLooserIn(lattice, met, b)).toBe(false);
        expect(isLooserIn(lattice, a, a)).toBe(false);
        expect(isLooserIn(lattice, lattice.strictest, a)).toBe(false);
        same(lattice.meet(lattice.strictest, a), lattice.strictest);
      }),
    );
  });
});

describe('an audience', () => {
  const audience = valuesOf('privacy.whoSeesPhoto') as fc.Arbitrary<ReturnType<typeof only>>;
  const someone = fc.integer({ min: 0, max: 9 }).map(toAccount);
  const { lattice } = settingsTable['privacy.whoSeesPhoto'];

  it('lets nobody in who is let in by one of two only', () => {
    fc.assert(
      fc.property(audience, audience, someone, fc.boolean(), (a, b, account, isContact) => {
        const lets = (of: typeof a) => isInAudience(of, account, isContact);
        if (lattice && lets(lattice.meet(a, b))) expect([lets(a), lets(b)]).toEqual([true, true]);
      }),
    );
  });

  it('is as wide as its name, but for its exceptions', () => {
    const [one, other] = [toAccount(1), toAccount(2)];
    expect(audiences.map((name) => isInAudience(only(name), one, true))).toEqual([
      false,
      true,
      true,
    ]);
    expect(audiences.map((name) => isInAudience(only(name), one, false))).toEqual([
      false,
      false,
      true,
    ]);
    const both = { audience: 'nobody' as const, always: [one, other], never: [other] };
    expect(isInAudience(both, one, false)).toBe(true);
    expect(isInAudience(both, other, true)).toBe(false);
  });

  it('that would need too long a list lets nobody in', () => {
    const never = (from: number) =>
      Array.from({ length: maxExceptions }, (_, index) => toAccount(from + index));
    const met = lattice?.meet(
      { audience: 'everyone', always: [], never: never(0) },
      { audience: 'everyone', always: [], never: never(1) },
    );
    expect(met).toEqual(only('nobody'));
  });
});
