import type { Share, Sharing } from '../../../contract/consent/decide.ts';
import type { HashedPolicy } from '../../../contract/policy/in-force.ts';
import type { SharedPurpose } from '../../store/types/affiliate.ts';

/** The recipient of a policy is the one behind the address when the policy calls it by the name that the operator gave. */
export const isNamed = ({ policy }: HashedPolicy, recipient: string, name: string): boolean =>
  policy.recipients[recipient]?.name === name;

/** Ids by which any version knows the affiliate of this name. */
export const recipientsNamed = (
  policies: readonly HashedPolicy[],
  name: string,
): ReadonlySet<string> =>
  new Set(
    policies.flatMap((version) =>
      Object.keys(version.policy.recipients).filter((id) => isNamed(version, id, name)),
    ),
  );

/** The shares of an account with that affiliate, as the version in force names it. */
export const sharesWith = (sharing: Sharing | null, name: string): readonly Share[] => {
  const { inForce } = sharing ?? {};
  if (!sharing || !inForce) return [];
  return sharing.shares.filter(({ recipient }) => isNamed(inForce, recipient, name));
};

export const shareOf = (
  sharing: Sharing | null,
  name: string,
  { recipient, purpose }: Pick<SharedPurpose, 'recipient' | 'purpose'>,
): Share | undefined =>
  sharesWith(sharing, name).find((s) => s.recipient === recipient && s.purpose === purpose);

/** Reasons that may pass without the person deciding anything: what waits is kept meanwhile. */
export const mayPass = ({ because }: Share): boolean =>
  because === 'unconfirmed' || because === 'unknown_policy' || because === 'not_started';
