import type { Policy, PolicyRow } from './document.ts';
import { fieldCatalogue } from './fields.ts';
import { isChosenPurpose } from './purposes.ts';

/** Why a policy cannot be published. */
const policyFaultCodes = [
  'effective_before_published',
  'recipient_unknown',
  'row_twice',
  'field_twice',
  'field_not_for_purpose',
  'basis_not_for_purpose',
  'number_in_required_row',
  'pseudonym_missing',
  'suggestions_need_own_number_only',
  'epsilon_missing',
  'epsilon_above_cap',
  'epsilon_not_for_purpose',
] as const;
export type PolicyFaultCode = (typeof policyFaultCodes)[number];

export interface PolicyFault {
  /** Place in `rows`, from 0; null when the fault is of the whole document. */
  readonly row: number | null;
  readonly code: PolicyFaultCode;
  /** What exactly, in English for the operator. */
  readonly reason: string;
}

type Found = Omit<PolicyFault, 'row'>;

const fault = (code: PolicyFaultCode, reason: string): Found => ({ code, reason });

function* fieldFaults({ purpose, fields }: PolicyRow): Generator<Found> {
  for (const [index, field] of fields.entries()) {
    if (fields.indexOf(field) !== index) yield fault('field_twice', `${field} stands twice`);
    if (!(fieldCatalogue[field].purposes as readonly string[]).includes(purpose))
      yield fault('field_not_for_purpose', `${field} may not be used for ${purpose}`);
  }
  if (purpose === 'friend-suggestions' && fields.join() !== 'phoneNumber')
    yield fault(
      'suggestions_need_own_number_only',
      'friend-suggestions shares phoneNumber and nothing else',
    );
}

function* basisFaults({ purpose, basis, fields }: PolicyRow): Generator<Found> {
  const kind = isChosenPurpose(purpose) ? 'choice' : 'required';
  if (basis.kind !== kind)
    yield fault('basis_not_for_purpose', `${purpose} rests on ${kind}, not on ${basis.kind}`);
  if (kind === 'choice') return;
  if (fields.includes('phoneNumber'))
    yield fault('number_in_required_row', `${purpose} is required and may not carry phoneNumber`);
  if (!fields.includes('pseudonym'))
    yield fault('pseudonym_missing', `${purpose} is required and needs pseudonym`);
}

function* epsilonFaults(row: PolicyRow): Generator<Found> {
  const { purpose, epsilonHundredths: epsilon, epsilonCapHundredths: cap } = row;
  if (purpose !== 'usage-metrics') {
    if (epsilon !== undefined || cap !== undefined)
      yield fault('epsilon_not_for_purpose', `${purpose} has no noise: no epsilon, no cap`);
  } else if (epsilon === undefined || cap === undefined)
    yield fault(
      'epsilon_missing',
      'usage-metrics needs epsilonHundredths and epsilonCapHundredths',
    );
  else if (epsilon > cap)
    yield fault('epsilon_above_cap', `one answer costs ${epsilon}, all together may cost ${cap}`);
}

function* rowFaults(policy: Policy, row: PolicyRow, index: number): Generator<Found> {
  const { purpose, recipient } = row;
  if (!Object.hasOwn(policy.recipients, recipient))
    yield fault('recipient_unknown', `${recipient} is not among the recipients`);
  if (policy.rows.findIndex((r) => r.purpose === purpose && r.recipient === recipient) !== index)
    yield fault('row_twice', `${purpose} for ${recipient} has a row already`);
  yield* fieldFaults(row);
  yield* basisFaults(row);
  yield* epsilonFaults(row);
}

/**
 * What a policy must hold beyond its schema. Gives every fault, in the order of the rows; an empty list for a policy that may be
 * published.
 */
export const validatePolicy = (policy: Policy): readonly PolicyFault[] => {
  const faults: PolicyFault[] = [];
  if (policy.effectiveAt < policy.publishedAt)
    faults.push({
      row: null,
      ...fault('effective_before_published', 'it goes live before it is published'),
    });
  for (const [index, row] of policy.rows.entries())
    for (const found of rowFaults(policy, row, index)) faults.push({ row: index, ...found });
  return faults;
};
