import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regimes } from '../policy/document.ts';
import { adsRow, somePolicy, usageRow } from '../policy/testing/policies.ts';
import { isLooser, isTickedAtFirst, regimeFor, strictestRegime } from './regime.ts';

/** Opt-in but for Malaysia (opt-out) and Singapore (opt-out-open). */
const policy = somePolicy();

describe('the regime', () => {
  it('is that of the number’s country, or the default', () => {
    expect(regimeFor(policy, ['MY'])).toBe('opt-out');
    expect(regimeFor(policy, ['SG'])).toBe('opt-out-open');
    expect(regimeFor(policy, ['FR'])).toBe('opt-in');
    expect(regimeFor(policy, ['constructor'])).toBe('opt-in');
  });

  it('of a shared calling code is the strictest of its countries', () => {
    const shared = somePolicy({
      regimes: { default: 'opt-out', countries: { CA: 'opt-in', KZ: 'opt-out-open' } },
    });
    expect(regimeFor(shared, ['US', 'CA', 'JM'])).toBe('opt-in');
    expect(regimeFor(shared, ['RU', 'KZ'])).toBe('opt-out-open');
    expect(regimeFor(shared, ['US'])).toBe('opt-out');
  });

  it('of an unknown country is the strictest of the policy', () => {
    expect(regimeFor(policy, [])).toBe('opt-in');
    const loose = somePolicy({
      regimes: { default: 'opt-out', countries: { SG: 'opt-out-open' } },
    });
    expect(regimeFor(loose, [])).toBe('opt-out-open');
  });

  it('of a changed number is never looser than that of either', () => {
    const country = fc.constantFrom('MY', 'SG', 'FR', 'ID');
    fc.assert(
      fc.property(country, country, (a, b) => {
        const together = regimeFor(policy, [a, b]);
        for (const one of [a, b]) expect(isLooser(together, regimeFor(policy, [one]))).toBe(false);
      }),
    );
  });

  it('knows which is stricter', () => {
    expect(strictestRegime([])).toBe('opt-in');
    expect(strictestRegime(['opt-out', 'opt-out-open'])).toBe('opt-out-open');
    expect(isLooser('opt-out', 'opt-out-open')).toBe(true);
    for (const regime of regimes) expect(isLooser('opt-in', regime)).toBe(false);
  });

  it('leaves every box empty under opt-in, and ticks only what the policy ticks', () => {
    expect(isTickedAtFirst(adsRow, 'opt-in')).toBe(false);
    expect(isTickedAtFirst(adsRow, 'opt-out')).toBe(true);
    expect(isTickedAtFirst(usageRow, 'opt-out')).toBe(false);
  });
});
