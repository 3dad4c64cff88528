import { type Policy, type PolicyRow, type Regime, regimes } from '../policy/document.ts';

/** The strictest of some regimes; `opt-in` for none, since nothing is known. */
export const strictestRegime = (some: readonly Regime[]): Regime =>
  regimes.find((regime) => some.includes(regime)) ?? 'opt-in';

/** True when `a` protects less than `b`. */
export const isLooser = (a: Regime, b: Regime): boolean => regimes.indexOf(a) > regimes.indexOf(b);

/**
 * The regime of a policy for a person. `countries`: every country (ISO 3166-1 alpha-2) that the calling code may belong to, and
 * those of numbers had before; the strictest of theirs holds. None: the country is unknown, and the strictest of the policy holds.
 */
export const regimeFor = (policy: Policy, countries: readonly string[]): Regime => {
  const { default: fallback, countries: known } = policy.regimes;
  if (countries.length === 0) return strictestRegime([fallback, ...Object.values(known)]);
  return strictestRegime(
    countries.map((country) => (Object.hasOwn(known, country) ? known[country] : null) ?? fallback),
  );
};

/** How the box of a row stands before the person touches it: empty under opt-in, otherwise as the policy says. */
export const isTickedAtFirst = (row: PolicyRow, regime: Regime): boolean =>
  regime !== 'opt-in' && row.basis.kind === 'choice' && row.basis.default === 'ticked';
