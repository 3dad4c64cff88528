import { hashOf } from '../canonical-json.ts';
import type { Policy, PolicyRow } from './document.ts';
import type { FieldId } from './fields.ts';
import type { Purpose } from './purposes.ts';

/** A published version with its hash, computed once. */
export interface HashedPolicy {
  readonly hash: string;
  readonly policy: Policy;
}

/** What is published, as the rules read it. */
export interface PublishedPolicies {
  /** Every version that could be read. */
  readonly policies: readonly HashedPolicy[];
  /** There are versions that this program cannot read: nothing is shared. */
  readonly unknownPolicies: boolean;
}

/** A policy with SHA-256 of its canonical JSON (RFC 8785), 64 hex digits. */
export const hashPolicy = (policy: Policy): HashedPolicy => ({ hash: hashOf(policy), policy });

const last = (
  policies: readonly HashedPolicy[],
  isLater: (a: Policy, b: Policy) => boolean,
): HashedPolicy | null =>
  policies.reduce<HashedPolicy | null>(
    (found, next) => (found === null || isLater(next.policy, found.policy) ? next : found),
    null,
  );

/** The version that holds at `now` (ms): the last to go live; of two that went live together, the one published later. */
export const policyInForce = (
  policies: readonly HashedPolicy[],
  now: number,
): HashedPolicy | null =>
  last(
    policies.filter(({ policy }) => policy.effectiveAt <= now),
    (a, b) =>
      a.effectiveAt > b.effectiveAt ||
      (a.effectiveAt === b.effectiveAt && a.publishedAt > b.publishedAt),
  );

/** The version published last, whether it is live or not. */
export const newestPolicy = (policies: readonly HashedPolicy[]): HashedPolicy | null =>
  last(policies, (a, b) => a.publishedAt > b.publishedAt);

/** The row of a policy for a purpose and recipient. */
export const rowOf = (policy: Policy, purpose: Purpose, recipient: string): PolicyRow | undefined =>
  policy.rows.find((row) => row.purpose === purpose && row.recipient === recipient);

type Epsilon = 'epsilonHundredths' | 'epsilonCapHundredths';

const least = (a: PolicyRow, b: PolicyRow, key: Epsilon): { readonly [K in Epsilon]?: number } => {
  const values = [a[key], b[key]].filter((value) => value !== undefined);
  return values.length === 0 ? {} : { [key]: Math.min(...values) };
};

/** What both rows allow; null when that is nothing. */
const intersect = (a: PolicyRow, b: PolicyRow): PolicyRow | null => {
  const fields: readonly FieldId[] = a.fields.filter((field) => b.fields.includes(field));
  if (fields.length === 0 || a.basis.kind !== b.basis.kind) return null;
  return {
    purpose: a.purpose,
    recipient: a.recipient,
    fields: [...fields],
    basis: b.basis.kind === 'choice' && b.basis.default === 'unticked' ? b.basis : a.basis,
    retentionDays: Math.min(a.retentionDays, b.retentionDays),
    ...least(a, b, 'epsilonHundredths'),
    ...least(a, b, 'epsilonCapHundredths'),
  };
};

/**
 * What all of `policies` allow for a purpose and recipient: fields that stand in each, the shortest retention, the least ε. Null
 * where one of them does not know the row, or knows the recipient by another name, or there are none.
 */
export const commonRow = (
  policies: readonly Policy[],
  purpose: Purpose,
  recipient: string,
): PolicyRow | null => {
  const [first, ...others] = policies;
  let common = (first && rowOf(first, purpose, recipient)) ?? null;
  for (const policy of others) {
    const row = rowOf(policy, purpose, recipient);
    const same = policy.recipients[recipient]?.name === first?.recipients[recipient]?.name;
    common = common && row && same ? intersect(common, row) : null;
  }
  return common;
};
