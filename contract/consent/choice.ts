import type { Regime } from '../policy/document.ts';
import { type HashedPolicy, rowOf } from '../policy/in-force.ts';
import type { Purpose } from '../policy/purposes.ts';
import { isRefusing, refusesAll } from './effect.ts';
import type { ClearRecord, History } from './history.ts';
import type { Decision } from './record.ts';
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

/** A switch turned off when it was locked. In doubt between two clocks it was in time. */
const isTooLate = ({ record, receivedAt }: TakenRecord, terms: ChoiceTerms): boolean =>
  terms.deadlineAt !== null &&
  record?.method === 'settings' &&
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
  deadlineAt === null || (record.at < deadlineAt && receivedAt < deadlineAt);

const says = (by: ClearRecord, terms: ChoiceTerms): boolean => {
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
  return history.clear.findLast((by) => sawRefusals(by) && sawEnds(by) && says(by, terms)) ?? null;
};

/** Where a switch stands for the person to read, by ISO/IEC TS 27560; `superseded` is added by who knows the rows. */
export const stateOf = (
  history: History,
  terms: ChoiceTerms,
  yes: ClearRecord | null,
): Decision['state'] | 'requested' => {
  const given = yes && decisionsOf(yes, terms)[0];
  if (given) return given.state;
  const refusal = refusalsOf(history, terms).at(-1);
  if (refusal?.record?.method === 'global_opt_out') return 'objected';
  const own = refusal && decisionsOf(refusal, terms).find(({ state }) => isRefusing(state));
  if (refusal) return own?.state ?? 'refused';
  const deferred = history.all.some(
    (taken) =>
      taken.record?.method === 'not_now' ||
      decisionsOf(taken, terms).some(({ state }) => state === 'deferred'),
  );
  return deferred ? 'deferred' : 'requested';
};
