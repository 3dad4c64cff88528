import type { Sharing } from '../../../contract/consent/decide.ts';
import { isGiving } from '../../../contract/consent/effect.ts';
import type { ConsentRecord, Decision } from '../../../contract/consent/record.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { PublishedPolicies } from '../../../contract/policy/in-force.ts';

/** Whether anything could be shared because of this record; all others are taken whatever they speak of. */
export const gives = ({ method, decisions }: ConsentRecord): boolean =>
  method === 'acceptance' ||
  method === 'global_opt_out_ended' ||
  decisions.some(({ state }) => isGiving(state));

/** Throws `record_refused` for a record that speaks of a version under a wrong name, or says yes to one that is not published. */
export const checkPolicy = (record: ConsentRecord, { policies }: PublishedPolicies): void => {
  const version = policies.find(({ hash }) => hash === record.policyHash);
  if (version === undefined ? gives(record) : version.policy.id !== record.policy)
    throw new CodedError('record_refused', { details: { reason: 'policy_unknown' } });
};

/** In doubt between the device’s clock and ours, a no was in time and a yes was not. */
const isTooLate = (
  { state }: Decision,
  at: number,
  now: number,
  deadlineAt: number | null,
): boolean => {
  if (deadlineAt === null) return false;
  return isGiving(state)
    ? at >= deadlineAt || now >= deadlineAt
    : at >= deadlineAt && now >= deadlineAt;
};

/** Throws `choice_locked` for a switch that was turned when it was locked; one of several in time is enough to take the record. */
export const checkLock = (record: ConsentRecord, sharing: () => Sharing, now: number): void => {
  const { method, decisions, at } = record;
  if (method !== 'settings' || decisions.length === 0) return;
  const { shares } = sharing();
  const deadlineOf = ({ purpose, recipient }: Decision): number | null =>
    shares.find((s) => s.purpose === purpose && s.recipient === recipient)?.deadlineAt ?? null;
  if (decisions.every((decision) => isTooLate(decision, at, now, deadlineOf(decision))))
    throw new CodedError('choice_locked');
};
