import type { Author } from './first.ts';
import { headsOf, maxSeen, merge, type Register, versionOf } from './register.ts';
import type { RegisterRules } from './rules.ts';
import type { RegisterWrite } from './write.ts';

/** How many writes of one register may stand beside each other; together with the history there is room for them in its form. */
export const mostHeads = 64;
/** How many are left where there were more, so that two devices that bring them together apart do not go on doing so. */
const leftHeads = mostHeads / 2;

/** The strictest combination of all that the writes hold, at whatever time; what the newest holds where nothing is stricter. */
const strictestOf = (rules: RegisterRules | null, heads: readonly RegisterWrite[]): unknown => {
  const { lattice, schema, inDoubt } = rules ?? {};
  if (!lattice || !schema) return heads[0]?.value;
  return heads
    .flatMap(({ value, end }) => [value, ...(end ? [end.back] : [])])
    .map((value) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? parsed.data : inDoubt;
    })
    .reduce((one, other) => lattice.meet(one, other));
};

/**
 * The register with no more heads than there is room for. The oldest of more are brought together by writes of the author's, who holds
 * what is the strictest of all. The very same when there are not more.
 */
export const bounded = (
  rules: RegisterRules | null,
  register: Register,
  { replica, device, now }: Author,
): Register => {
  const first = headsOf(register);
  if (first.length <= mostHeads) return register;
  const value = strictestOf(rules, first);
  let present = register;
  for (let heads = first; heads.length > leftHeads; heads = headsOf(present)) {
    const before = versionOf(present)[replica] ?? 0;
    const over = heads.slice(-Math.min(maxSeen - 1, heads.length - leftHeads + 1));
    const seen = { ...versionOf(over.map((head) => ({ ...head, seen: {} }))) };
    if (before > 0) seen[replica] = before;
    const at = Math.max(now, ...heads.map((head) => head.at));
    const write = { replica, count: before + 1, device, at, value, end: null, seen };
    present = merge(present, [write]);
  }
  return present;
};
