import type { Share } from '../../contract/consent/decide.ts';
import type { Decision } from '../../contract/consent/record.ts';
import { isTickedAtFirst, regimeFor, strictestRegime } from '../../contract/consent/regime.ts';
import type { Shown } from '../../contract/consent/shown.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Regime } from '../../contract/policy/document.ts';
import { type HashedPolicy, newestPolicy } from '../../contract/policy/in-force.ts';
import { type ChosenPurpose, isChosenPurpose } from '../../contract/policy/purposes.ts';
import { isLocked } from './lock.ts';
import type { Said } from './records.ts';
import type { Decided } from './state.ts';

/** One box or switch. */
export interface Choice {
  readonly purpose: ChosenPurpose;
  readonly recipient: string;
  readonly ticked: boolean;
}

const versionShown = ({ known }: Decided, shown: Shown, policyHash: string): HashedPolicy => {
  const version = known.facts.policies.find(({ hash }) => hash === policyHash);
  if (!version || shown.policyHash !== policyHash) throw new CodedError('bad_request');
  return version;
};

/** The regime that holds for who is asked about a version: one that they picked included. */
const regimeUnder = ({ known, said }: Decided, version: HashedPolicy): Regime =>
  strictestRegime([said.regime, regimeFor(version.policy, known.facts.countries)]);

/** How each box of a version stands before it is touched. */
export const boxesOf = (decided: Decided, version: HashedPolicy): readonly Choice[] => {
  const regime = regimeUnder(decided, version);
  return version.policy.rows.flatMap((row) =>
    isChosenPurpose(row.purpose)
      ? [{ purpose: row.purpose, recipient: row.recipient, ticked: isTickedAtFirst(row, regime) }]
      : [],
  );
};

const isOf =
  (box: Pick<Choice, 'purpose' | 'recipient'>) =>
  (other: Pick<Share, 'purpose' | 'recipient'>): boolean =>
    other.purpose === box.purpose && other.recipient === box.recipient;

/**
 * The acceptance of a version. A box that nobody spoke of counts as empty. Throws `bad_request` for a version that was not shown, and where
 * a box was shown ticked that the regime wants empty.
 */
export const accepting = (
  decided: Decided,
  asked: { policyHash: string; shown: Shown; choices: readonly Choice[] },
): Said => {
  const version = versionShown(decided, asked.shown, asked.policyHash);
  const boxes = boxesOf(decided, version);
  const stoodWrong = boxes.some(
    (box) => !box.ticked && asked.shown.boxes.find(isOf(box))?.ticked === true,
  );
  if (stoodWrong) throw new CodedError('bad_request');
  const decisions = boxes.map((box): Decision => {
    const { purpose, recipient } = box;
    const ticked = asked.choices.find(isOf(box))?.ticked === true;
    return { purpose, recipient, state: !ticked ? 'refused' : box.ticked ? 'notified' : 'given' };
  });
  return {
    method: 'acceptance',
    version,
    regime: regimeUnder(decided, version),
    decisions,
    shown: asked.shown,
  };
};

/** *Not now* to a version: every box is left for later. Throws `bad_request` for a version that was not shown. */
export const deferring = (decided: Decided, asked: { policyHash: string; shown: Shown }): Said => {
  const version = versionShown(decided, asked.shown, asked.policyHash);
  return {
    method: 'not_now',
    version,
    regime: regimeUnder(decided, version),
    decisions: boxesOf(decided, version).map(({ purpose, recipient }) => ({
      purpose,
      recipient,
      state: 'deferred',
    })),
    shown: asked.shown,
  };
};

const stateFor = (share: Share, on: boolean): Decision['state'] => {
  if (on) return 'given';
  if (share.state === 'notified') return 'objected';
  return share.state === 'given' || share.state === 'superseded' ? 'withdrawn' : 'refused';
};

/**
 * One switch turned. Throws `choice_locked` when its window is over, and `bad_request` for one that the version does not have or that the
 * global opt-out holds down.
 */
export const turning = (
  decided: Decided,
  asked: { purpose: ChosenPurpose; recipient: string; on: boolean; shown: Shown },
): Said => {
  const version = versionShown(decided, asked.shown, asked.shown.policyHash);
  const share = decided.said.shares.find(isOf(asked));
  const isThere = version.policy.rows.some(isOf(asked));
  if (!share || !isThere) throw new CodedError('bad_request');
  if (isLocked(share, !asked.on, decided.known)) throw new CodedError('choice_locked');
  if (asked.on && decided.said.globalOptOut) throw new CodedError('bad_request');
  const { purpose, recipient } = asked;
  return {
    method: 'settings',
    version,
    regime: regimeUnder(decided, version),
    decisions: [{ purpose, recipient, state: stateFor(share, asked.on) }],
    shown: asked.shown,
  };
};

/** The switch that objects to everything, on or off. Throws `bad_request` while nothing is published. */
export const objecting = (decided: Decided, asked: { on: boolean; shown: Shown }): Said => {
  const { policies } = decided.known.facts;
  const version =
    policies.find(({ hash }) => hash === asked.shown.policyHash) ?? newestPolicy(policies);
  if (!version) throw new CodedError('bad_request');
  return {
    method: asked.on ? 'global_opt_out' : 'global_opt_out_ended',
    version,
    regime: regimeUnder(decided, version),
    decisions: [],
    shown: asked.shown,
  };
};

/** A stricter regime picked, or (null) the policy’s own. Throws `bad_request` for a version that was not shown. */
export const picking = (decided: Decided, asked: { regime: Regime | null; shown: Shown }): Said => {
  const version = versionShown(decided, asked.shown, asked.shown.policyHash);
  return {
    method: 'settings',
    version,
    regime: strictestRegime([decided.ownRegime, asked.regime ?? decided.ownRegime]),
    decisions: [],
    shown: asked.shown,
  };
};
