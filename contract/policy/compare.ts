import type { Policy, PolicyRow, Regime } from './document.ts';
import { regimes } from './document.ts';
import { rowOf } from './in-force.ts';
import { isChosenPurpose, type Purpose } from './purposes.ts';

/** What of a row can differ by meaning. Texts and reasons are no part: rewording shares nothing more. */
export const comparedParts = [
  'recipient',
  'fields',
  'retention',
  'basis',
  'default',
  'epsilon',
  'window',
  'regime',
] as const;
export type ComparedPart = (typeof comparedParts)[number];

export interface RowChange {
  readonly purpose: Purpose;
  readonly recipient: string;
  /** `widened` as soon as one part grew, whatever else shrank. */
  readonly change: 'added' | 'removed' | 'widened' | 'narrowed' | 'same';
  readonly wider: readonly ComparedPart[];
  readonly narrower: readonly ComparedPart[];
}

/** -1: `after` shares less, 0: the same, 1: more. 2: more here and less there. */
type Growth = -1 | 0 | 1 | 2;

const grows = (before: number, after: number): Growth =>
  after > before ? 1 : after < before ? -1 : 0;

const both = (a: Growth, b: Growth): Growth => {
  if (a === 0) return b;
  if (b === 0 || a === b) return a;
  return 2;
};

const fieldGrowth = (before: PolicyRow, after: PolicyRow): Growth =>
  both(
    after.fields.some((field) => !before.fields.includes(field)) ? 1 : 0,
    before.fields.some((field) => !after.fields.includes(field)) ? -1 : 0,
  );

const looseness = ({ basis }: PolicyRow): number =>
  basis.kind === 'required' ? 2 : basis.default === 'ticked' ? 1 : 0;

/** No noise at all tells most. */
const epsilonGrowth = (before: PolicyRow, after: PolicyRow): Growth =>
  both(
    grows(before.epsilonHundredths ?? Infinity, after.epsilonHundredths ?? Infinity),
    grows(before.epsilonCapHundredths ?? Infinity, after.epsilonCapHundredths ?? Infinity),
  );

const regimeGrowth = (before: Policy, after: Policy): Growth => {
  const rank = (policy: Policy, country: string): number => {
    const regime: Regime = policy.regimes.countries[country] ?? policy.regimes.default;
    return regimes.indexOf(regime);
  };
  // No country has an empty name: that stands for all that are not listed.
  const countries = [before, after].flatMap(({ regimes: r }) => Object.keys(r.countries));
  return ['', ...countries].reduce<Growth>(
    (growth, country) => both(growth, grows(rank(before, country), rank(after, country))),
    0,
  );
};

const growths = (
  policies: readonly [Policy, Policy],
  rows: readonly [PolicyRow, PolicyRow],
): Readonly<Record<ComparedPart, Growth>> => {
  const [before, after] = policies;
  const [was, is] = rows;
  const name = (policy: Policy) => policy.recipients[is.recipient]?.name;
  const kindChanged = was.basis.kind !== is.basis.kind;
  const chosen = isChosenPurpose(is.purpose);
  return {
    recipient: name(before) === name(after) ? 0 : 1,
    fields: fieldGrowth(was, is),
    retention: grows(was.retentionDays, is.retentionDays),
    basis: kindChanged ? grows(looseness(was), looseness(is)) : 0,
    default: kindChanged ? 0 : grows(looseness(was), looseness(is)),
    epsilon: epsilonGrowth(was, is),
    // A shorter time to object is more for the recipient.
    window: chosen ? grows(after.objectionWindowDays, before.objectionWindowDays) : 0,
    regime: chosen ? regimeGrowth(before, after) : 0,
  };
};

const compareRows = (
  policies: readonly [Policy, Policy],
  rows: readonly [PolicyRow, PolicyRow],
): RowChange => {
  const { purpose, recipient } = rows[1];
  const grown = growths(policies, rows);
  const wider = comparedParts.filter((part) => grown[part] > 0);
  const narrower = comparedParts.filter((part) => grown[part] === -1 || grown[part] === 2);
  const change = wider.length > 0 ? 'widened' : narrower.length > 0 ? 'narrowed' : 'same';
  return { purpose, recipient, change, wider, narrower };
};

const whole = (row: PolicyRow, change: 'added' | 'removed'): RowChange => ({
  purpose: row.purpose,
  recipient: row.recipient,
  change,
  wider: [],
  narrower: [],
});

/** Compares two versions by meaning: the rows of `after` in their order, then those that are gone. No `before`: all are added. */
export const comparePolicies = (before: Policy | null, after: Policy): readonly RowChange[] => [
  ...after.rows.map((row) => {
    const old = before && rowOf(before, row.purpose, row.recipient);
    return before && old ? compareRows([before, after], [old, row]) : whole(row, 'added');
  }),
  ...(before?.rows ?? [])
    .filter((row) => rowOf(after, row.purpose, row.recipient) === undefined)
    .map((row) => whole(row, 'removed')),
];

/** True when `after` shares more than `before` in any row, so that it has to be asked for. */
export const isWidening = (before: Policy | null, after: Policy): boolean =>
  comparePolicies(before, after).some(({ change }) => change === 'added' || change === 'widened');
