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

/** The regime of one person under each of two versions. */
export type RegimePair = readonly [before: Regime, after: Regime];

const growths = (
  policies: readonly [Policy, Policy],
  rows: readonly [PolicyRow, PolicyRow],
  person: RegimePair | null,
): Readonly<Record<ComparedPart, Growth>> => {
  const [before, after] = policies;
  const [was, is] = rows;
  const name = (policy: Policy) => policy.recipients[is.recipient]?.name;
  const kindChanged = was.basis.kind !== is.basis.kind;
  const chosen = isChosenPurpose(is.purpose);
  const hasWindow = chosen && (person === null || person[1] === 'opt-out');
  const hasDefault = !kindChanged && person?.[1] !== 'opt-in';
  const regime = person
    ? grows(regimes.indexOf(person[0]), regimes.indexOf(person[1]))
    : regimeGrowth(before, after);
  return {
    recipient: name(before) === name(after) ? 0 : 1,
    fields: fieldGrowth(was, is),
    retention: grows(was.retentionDays, is.retentionDays),
    basis: kindChanged ? grows(looseness(was), looseness(is)) : 0,
    default: hasDefault ? grows(looseness(was), looseness(is)) : 0,
    epsilon: epsilonGrowth(was, is),
    // A shorter time to object is more for the recipient.
    window: hasWindow ? grows(after.objectionWindowDays, before.objectionWindowDays) : 0,
    regime: chosen ? regime : 0,
  };
};

const compareRows = (
  policies: readonly [Policy, Policy],
  rows: readonly [PolicyRow, PolicyRow],
  person: RegimePair | null,
): RowChange => {
  const { purpose, recipient } = rows[1];
  const grown = growths(policies, rows, person);
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

/**
 * Compares two versions by meaning: the rows of `after` in their order, then those that are gone. No `before`: all are added.
 * With the regimes of one person, what concerns only others (regimes of other countries, a window or a ticked box that the
 * person does not have) is no change; without, a change for anybody is one.
 */
export const comparePolicies = (
  before: Policy | null,
  after: Policy,
  person: RegimePair | null = null,
): readonly RowChange[] => [
  ...after.rows.map((row) => {
    const old = before && rowOf(before, row.purpose, row.recipient);
    return before && old ? compareRows([before, after], [old, row], person) : whole(row, 'added');
  }),
  ...(before?.rows ?? [])
    .filter((row) => rowOf(after, row.purpose, row.recipient) === undefined)
    .map((row) => whole(row, 'removed')),
];

/** True when `after` shares more than `before` in any row, so that it has to be asked for. Takes what `comparePolicies` does. */
export const isWidening = (
  before: Policy | null,
  after: Policy,
  person: RegimePair | null = null,
): boolean =>
  comparePolicies(before, after, person).some(
    ({ change }) => change === 'added' || change === 'widened',
  );
