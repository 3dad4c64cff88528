import { canonicalJson } from '../canonical-json.ts';

/**
 * How the values of a row are ordered by what they give away: a meet-semilattice. `meet` is commutative, associative and, up to
 * the form that `meet(a, a)` gives, idempotent; its result gives away no more than either.
 */
export interface Lattice<T> {
  /** The stricter combination of two values. */
  meet(one: T, other: T): T;
  /** The value below all others. */
  readonly strictest: T;
}

/** On gives something away; off is stricter. */
export const givesWhenOn: Lattice<boolean> = {
  meet: (one, other) => one && other,
  strictest: false,
};

/** On asks more of others; on is stricter. */
export const guardsWhenOn: Lattice<boolean> = {
  meet: (one, other) => one || other,
  strictest: true,
};

/** Seconds after which something goes; 0 keeps it. Sooner is stricter. */
export const goesSooner = (soonest: number): Lattice<number> => ({
  meet: (one, other) => (one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other)),
  strictest: soonest,
});

/** True when both come to the same. */
export const isSame = <T>(lattice: Lattice<T>, one: T, other: T): boolean =>
  canonicalJson(lattice.meet(one, one)) === canonicalJson(lattice.meet(other, other));

/** True when `next` gives away something that `than` does not. */
export const isLooserIn = <T>(lattice: Lattice<T>, next: T, than: T): boolean =>
  !isSame(lattice, lattice.meet(next, than), next);
