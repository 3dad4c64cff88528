import type { Regime } from '../policy/document.ts';
import { type HashedPolicy, rowOf } from '../policy/in-force.ts';
import type { Purpose } from '../policy/purposes.ts';
import { isRefusing, refusesAll } from './effect.ts';
import type { ClearRecord, History } from './history.ts';
import type { ConsentRecord, Decision } from './record.ts';
import { isTickedAtFirst, strictestRegime } from './regime.ts';
import { sawAll, sawEndsOf, seenByAny } from './sight.ts';
import type { TakenRecord } from './taken.ts';

/** What decides over one switch besides the records. */
export interface ChoiceTerms {
  readonly purpose: Purpose;
  readonly recipient: string;
  readonly policies: readonly HashedPolicy[];
  readonly regime: Regime;
  /** Under `opt-out` the first moment, ms, at which the switch is locked; null where none ever is. */
  readonly deadlineAt: number | null;
  readonly now: number;
}

const decisionsOf = ({ record }: TakenRecord, { purpose, recipient }: ChoiceTerms) =>
  (record?.decisions ?? []).filter((d) => d.purpose === purpose && d.recipient === recipient);

/** Signed under a rule that locks no switch, as one that the person picked; going back does not undo what was said. */
const hadNoLock = (record: ConsentRecord): boolean => record.regime !== 'opt-out';

/** A switch turned off when it was locked. In doubt between two clocks it was in time. */
const isTooLate = ({ record, receivedAt }: TakenRecord, terms: ChoiceTerms): boolean =>
  terms.deadlineAt !== null &&
  record?.method === 'settings' &&
  !hadNoLock(record) &&
  record.at >= terms.deadlineAt &&
  (receivedAt ?? terms.now) >= terms.deadlineAt;

/** The records that refuse, ordered ones first, whenever they came. */
export const refusalsOf = ({ all }: History, terms: ChoiceTerms): readonly TakenRecord[] =>
  all.filter(
    (taken) =>
      refusesAll(taken) ||
      (decisionsOf(taken, terms).some(({ state }) => isRefusing(state)) &&
        !isTooLate(taken, terms)),
  );

/** A switch turned on while it was locked. In doubt between two clocks it was too late. */
const isInTime = ({ record, receivedAt }: ClearRecord, { deadlineAt }: ChoiceTerms): boolean =>
  deadlineAt === null || hadNoLock(record) || (record.at < deadlineAt && receivedAt < deadlineAt);

/** Signed under the rule that leaves every box empty: from there on a box that was only left ticked gives nothing. */
const underEmptyBoxes = ({ all }: History): readonly TakenRecord[] =>
  all.filter(({ record }) => record?.regime === 'opt-in');

const says = (
  by: ClearRecord,
  terms: ChoiceTerms,
  sawEmptyBoxes: (by: ClearRecord) => boolean,
): boolean => {
  const { record } = by;
  const states = decisionsOf(by, terms).map(({ state }) => state);
  if (record.method === 'settings') return states.includes('given') && isInTime(by, terms);
  if (record.method !== 'acceptance') return false;
  if (states.includes('given')) return true;
  // A box that stood ticked and was left so is a yes only where the regime and the policy let it stand ticked.
  const version = terms.policies.find(({ hash }) => hash === record.policyHash);
  const row = version && rowOf(version.policy, terms.purpose, terms.recipient);
  return (
    states.includes('notified') &&
    sawEmptyBoxes(by) &&
    row !== undefined &&
    isTickedAtFirst(row, strictestRegime([terms.regime, record.regime]))
  );
};

const isGlobalOptOut = ({ record }: TakenRecord): boolean => record?.method === 'global_opt_out';

const endsOf = ({ clear }: History): readonly ClearRecord[] =>
  clear.filter(({ record }) => record.method === 'global_opt_out_ended');

/** Whether the global opt-out is on: some record turned it on, and none that had seen that one ended it. */
export const isGloballyOptedOut = (history: History): boolean => {
  const isEnded = seenByAny(endsOf(history));
  return history.all.some((taken) => isGlobalOptOut(taken) && !isEnded(taken));
};

/**
 * The last yes that holds, or null. A yes holds when the person, giving it, had every refusal of the same before them; a global
 * opt-out must have been ended before it, too, since ending it gives nothing by itself.
 */
export const yesOf = (history: History, terms: ChoiceTerms): ClearRecord | null => {
  const refusals = refusalsOf(history, terms);
  const sawRefusals = sawAll(refusals);
  const sawEnds = sawEndsOf(refusals.filter(isGlobalOptOut), endsOf(history));
  const sawEmptyBoxes = sawAll(underEmptyBoxes(history));
  return (
    history.clear.findLast(
      (by) => sawRefusals(by) && sawEnds(by) && says(by, terms, sawEmptyBoxes),
    ) ?? null
  );
};

/** Where a switch stands for the person to read. */
export interface Stand {
  /** By ISO/IEC TS 27560; `superseded` is added by who knows the rows. */
  readonly state: Decision['state'] | 'requested';
  /** The record that it follows from. */
  readonly by: TakenRecord | null;
}

const standOfRefusal = (by: TakenRecord, terms: ChoiceTerms): Stand => {
  if (isGlobalOptOut(by)) return { state: 'objected', by };
  const own = decisionsOf(by, terms).find(({ state }) => isRefusing(state));
  return { state: own?.state ?? 'refused', by };
};

/** Where one choice stands, and the record that it follows from; `yes`: the clear yes that still holds, null for none. */
export const standOf = (history: History, terms: ChoiceTerms, yes: ClearRecord | null): Stand => {
  const given = yes && decisionsOf(yes, terms)[0];
  if (given) return { state: given.state, by: yes };
  const refusal = refusalsOf(history, terms).at(-1);
  if (refusal) return standOfRefusal(refusal, terms);
  const deferred = history.all.findLast(
    (taken) =>
      taken.record?.method === 'not_now' ||
      decisionsOf(taken, terms).some(({ state }) => state === 'deferred'),
  );
  return deferred ? { state: 'deferred', by: deferred } : { state: 'requested', by: null };
};
