import type { PolicyRow, Regime } from '../policy/document.ts';
import {
  commonRow,
  type HashedPolicy,
  newestPolicy,
  type PublishedPolicies,
  policyInForce,
} from '../policy/in-force.ts';
import { isChosenPurpose, type Purpose } from '../policy/purposes.ts';
import { type Acceptance, acceptancesOf, deadlineOf } from './acceptance.ts';
import { type Asking, askingFor } from './asking.ts';
import { type ChoiceTerms, isGloballyOptedOut, refusalsOf, standOf, yesOf } from './choice.ts';
import { type ClearRecord, type History, historyOf } from './history.ts';
import { decisionStates } from './record.ts';
import { regimeFor, strictestRegime } from './regime.ts';
import { seenByAny } from './sight.ts';
import type { TakenRecord } from './taken.ts';

export interface SharingFacts extends PublishedPolicies {
  /** What the server ordered, of all devices of the account. */
  readonly records: readonly TakenRecord[];
  /** What waits on this device. Its refusals count at once, its yeses not yet. */
  readonly pending: readonly TakenRecord[];
  /** ISO 3166-1 alpha-2: every country that the number's calling code may belong to, now and before a change. */
  readonly countries: readonly string[];
  /**
   * The regime that the server names for the account, where it is stricter than what is worked out here: then it holds. A looser one changes
   * nothing.
   */
  readonly namedRegime?: Regime | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A backup was restored, and no device presented its latest record yet: nothing is shared. */
  readonly unconfirmed: boolean;
}

/** Why something is shared or not; the first that applies, in this order. */
export const reasons = [
  /** A restored backup, or records that are missing among those known here. */
  'unconfirmed',
  'unknown_policy',
  'no_policy',
  'not_accepted',
  'global_opt_out',
  'refused',
  'not_chosen',
  'not_started',
  /** The versions that it rests on do not all have it. */
  'not_covered',
  'allowed',
] as const;
export type Because = (typeof reasons)[number];

/** Where a purpose stands for the person to read: what they decided, or what follows from versions. */
export const shareStates = [...decisionStates, 'requested', 'superseded', 'required'] as const;

/** One purpose with one recipient. */
export interface Share {
  readonly purpose: Purpose;
  readonly recipient: string;
  readonly chosen: boolean;
  readonly allowed: boolean;
  readonly because: Because;
  /** What may leave: null unless `allowed`. */
  readonly row: PolicyRow | null;
  /** Hash of the record that it rests on: null unless `allowed`. */
  readonly restsOn: string | null;
  /** The row as the policy in force (or, before that, the newest) has it, to be shown. */
  readonly offered: PolicyRow;
  readonly state: (typeof shareStates)[number];
  /** Hash of the record that `state` follows from; null for none. */
  readonly decidedBy: string | null;
  /** When sharing starts or started, ms; null before acceptance. */
  readonly startsAt: number | null;
  /** Under `opt-out` the first moment, ms, that is too late for the switch; otherwise null. */
  readonly deadlineAt: number | null;
  /** The switch can be turned no more. The global opt-out and deleting the account still work. */
  readonly locked: boolean;
}

export interface Sharing {
  readonly regime: Regime;
  readonly globalOptOut: boolean;
  readonly inForce: HashedPolicy | null;
  /** Hash of the version accepted last; null for none. */
  readonly acceptedPolicy: string | null;
  readonly ask: Asking | null;
  readonly shares: readonly Share[];
}

/** The strictest of what the policies say, what the records say that no later record had seen, and what the server names. */
const regimeOf = (
  { all, clear }: History,
  policies: readonly (HashedPolicy | null)[],
  { countries, namedRegime }: SharingFacts,
): Regime => {
  const isSeen = seenByAny(clear);
  const unseen = all.filter((taken) => !isSeen(taken));
  const worked = strictestRegime([
    ...policies.flatMap((version) => (version ? [regimeFor(version.policy, countries)] : [])),
    ...unseen.map(({ record }) => record?.regime ?? 'opt-in'),
  ]);
  return strictestRegime([worked, namedRegime ?? worked]);
};

interface Known {
  readonly facts: SharingFacts;
  readonly history: History;
  readonly inForce: HashedPolicy | null;
  /** The acceptance made last. */
  readonly accepted: Acceptance | null;
  /** The last acceptance under which sharing has started. */
  readonly started: Acceptance | null;
  readonly regime: Regime;
  readonly deadlineAt: number | null;
  readonly globalOptOut: boolean;
}

/** What every version allows that the sharing rests on: in force, accepted, started, and the one that the yes was given to. */
const allowedRow = (known: Known, offered: PolicyRow, yes: ClearRecord | null) => {
  const given = yes && known.facts.policies.find(({ hash }) => hash === yes.record.policyHash);
  const versions = [known.inForce, known.accepted?.version, known.started?.version];
  if (yes) versions.push(given);
  const policies = versions.flatMap((version) => (version ? [version.policy] : []));
  if (policies.length < versions.length) return null;
  return commonRow(policies, offered.purpose, offered.recipient);
};

const becauseOf = (
  known: Known,
  terms: ChoiceTerms,
  yes: ClearRecord | null,
  row: PolicyRow | null,
): Because => {
  const { facts, history, accepted, started } = known;
  if (facts.unconfirmed || !history.complete) return 'unconfirmed';
  if (facts.unknownPolicies) return 'unknown_policy';
  if (known.inForce === null) return 'no_policy';
  if (accepted === null) return 'not_accepted';
  if (accepted.version === null) return 'unknown_policy';
  if (isChosenPurpose(terms.purpose)) {
    if (known.globalOptOut) return 'global_opt_out';
    if (yes === null) return refusalsOf(history, terms).length > 0 ? 'refused' : 'not_chosen';
  }
  if (started === null) return 'not_started';
  return row === null ? 'not_covered' : 'allowed';
};

const shareOf = (known: Known, offered: PolicyRow): Share => {
  const { facts, history, accepted, started, regime } = known;
  const { purpose, recipient } = offered;
  const chosen = isChosenPurpose(purpose);
  const deadlineAt = chosen && regime === 'opt-out' ? known.deadlineAt : null;
  const { policies, now } = facts;
  const terms: ChoiceTerms = { purpose, recipient, policies, regime, deadlineAt, now };
  const yes = chosen ? yesOf(history, terms) : null;
  const row = allowedRow(known, offered, yes);
  const because = becauseOf(known, terms, yes, row);
  const allowed = because === 'allowed';
  const required = accepted === null ? 'requested' : 'required';
  const stand = chosen ? standOf(history, terms, yes) : null;
  return {
    purpose,
    recipient,
    chosen,
    allowed,
    because,
    row: allowed ? row : null,
    restsOn: allowed ? ((yes ?? started?.by)?.hash ?? null) : null,
    offered,
    state: stand === null ? required : because === 'not_covered' ? 'superseded' : stand.state,
    decidedBy: (stand === null ? accepted?.by : stand.by)?.hash ?? null,
    startsAt: (started ?? accepted)?.startsAt ?? null,
    deadlineAt,
    locked: deadlineAt !== null && now >= deadlineAt,
  };
};

const offeredRows = (versions: readonly (HashedPolicy | null)[]): readonly PolicyRow[] => {
  const rows = versions.flatMap((version) => version?.policy.rows ?? []);
  const key = (row: PolicyRow) => `${row.purpose} ${row.recipient}`;
  return rows.filter((row, index) => rows.findIndex((r) => key(r) === key(row)) === index);
};

/**
 * What may be shared of an account at `now`, and what to ask its person. Pure: the server, the app and the tests call the same
 * function. In every doubt less is shared: nothing leaves that does not rest on a clear yes, which had every refusal before it
 * in sight. Gives one share for each row of the version in force and of the newest.
 */
export const decideSharing = (facts: SharingFacts): Sharing => {
  const { policies, countries, now } = facts;
  const history = historyOf([...facts.records, ...facts.pending]);
  const inForce = policyInForce(policies, now);
  const newest = newestPolicy(policies);
  const acceptances = acceptancesOf(history, policies);
  const accepted = acceptances.at(-1) ?? null;
  const started = acceptances.findLast((a) => a.version !== null && a.startsAt <= now) ?? null;
  const known: Known = {
    facts,
    history,
    inForce,
    accepted,
    started,
    regime: regimeOf(
      history,
      [inForce ?? newest, accepted?.version ?? null, started?.version ?? null],
      facts,
    ),
    deadlineAt: deadlineOf(acceptances),
    globalOptOut: isGloballyOptedOut(history),
  };
  return {
    regime: known.regime,
    globalOptOut: known.globalOptOut,
    inForce,
    acceptedPolicy: accepted?.by.record.policyHash ?? null,
    ask: askingFor(history, newest, accepted, countries, now),
    shares: offeredRows([inForce, newest]).map((row) => shareOf(known, row)),
  };
};
