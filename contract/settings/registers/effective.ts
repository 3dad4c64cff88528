import { canonicalJson } from '../../canonical-json.ts';
import { isLooserIn } from '../lattice.ts';
import { headsOf, type Register } from './register.ts';
import type { RegisterRules } from './rules.ts';
import type { RegisterWrite } from './write.ts';

/** Both in ms since 1970; the server's null while it was not told. */
export interface Clocks {
  readonly localNow: number;
  /** The newest time that the server told: it is not earlier than that. */
  readonly serverNow: number | null;
}

/** What a register holds now. */
export interface Effective {
  readonly value: unknown;
  /** Devices wrote different values apart: the stricter combination holds until one of them is picked. */
  readonly conflict: boolean;
  /** Heads, newest first; none when nothing was written. */
  readonly heads: readonly RegisterWrite[];
  /** When the value goes back by itself and to what, while that is to come. */
  readonly until: { readonly at: number; readonly back: unknown } | null;
}

const understood = (rules: RegisterRules, value: unknown): unknown => {
  const parsed = rules.schema.safeParse(value);
  return parsed.success ? parsed.data : rules.inDoubt;
};

/**
 * What one write holds: its value, and after its end what it goes back to. The server's time ends it. Before that is told, this
 * computer's clock ends what tightens only, so that no clock that runs ahead loosens anything.
 */
const valueNow = (rules: RegisterRules, write: RegisterWrite, clocks: Clocks): unknown => {
  const value = understood(rules, write.value);
  if (!write.end) return value;
  const back = understood(rules, write.end.back);
  if (clocks.serverNow !== null && clocks.serverNow >= write.end.at) return back;
  if (clocks.localNow < write.end.at) return value;
  return rules.lattice ? rules.lattice.meet(value, back) : value;
};

/** True once an end has come to effect, by whichever clock was enough. */
const hasEnded = (rules: RegisterRules, write: RegisterWrite, clocks: Clocks): boolean => {
  if (!write.end) return true;
  if (clocks.serverNow !== null && clocks.serverNow >= write.end.at) return true;
  if (clocks.localNow < write.end.at || !rules.lattice) return false;
  const value = understood(rules, write.value);
  return !isLooserIn(rules.lattice, understood(rules, write.end.back), value);
};

/** What the register holds at a time. A value that is not understood counts as `rules.inDoubt`; the write stays as it is. */
export const effectiveAt = (
  rules: RegisterRules,
  register: Register,
  clocks: Clocks,
): Effective => {
  const heads = headsOf(register);
  const [newest] = heads;
  if (!newest) return { value: rules.before, conflict: false, heads, until: null };
  const values = heads.map((head) => valueNow(rules, head, clocks));
  const { lattice } = rules;
  const differ = new Set(values.map(canonicalJson)).size > 1;
  const running = heads.filter((head) => head.end && !hasEnded(rules, head, clocks));
  const [ending] = running;
  return {
    value: lattice && differ ? values.reduce((one, other) => lattice.meet(one, other)) : values[0],
    conflict: lattice !== undefined && differ,
    heads,
    until:
      heads.length === 1 && ending?.end
        ? { at: ending.end.at, back: understood(rules, ending.end.back) }
        : null,
  };
};

/** A value that is to be set again, with its end where that is still to come. */
export interface ToSet {
  readonly value: unknown;
  readonly until: Effective['until'];
}

/** What one write gives when it is set again at a time. An end that loosens is not over before the server says so. */
export const setAgain = (rules: RegisterRules, write: RegisterWrite, clocks: Clocks): ToSet => {
  const value = understood(rules, write.value);
  if (!write.end) return { value, until: null };
  const back = understood(rules, write.end.back);
  return hasEnded(rules, write, clocks)
    ? { value: back, until: null }
    : { value, until: { at: write.end.at, back } };
};

/** What stood before the newest write, had that not come: the stricter combination where devices disagreed then. */
export const beforeNewest = (rules: RegisterRules, register: Register, clocks: Clocks): ToSet => {
  const [newest] = headsOf(register);
  const others = register.filter((write) => write !== newest);
  const [head, ...more] = headsOf(others);
  if (head && more.length === 0) return setAgain(rules, head, clocks);
  return { value: effectiveAt(rules, others, clocks).value, until: null };
};

/** The next time at which a value changes by itself, or should be asked about; null when none is to come. */
export const nextEnd = (
  rules: RegisterRules,
  register: Register,
  clocks: Clocks,
): number | null => {
  const ends = headsOf(register).flatMap((head) =>
    head.end && !hasEnded(rules, head, clocks) ? [head.end.at] : [],
  );
  return ends.length === 0 ? null : Math.min(...ends);
};
