import type { Policy } from '../../policy/document.ts';
import { somePolicy } from '../../policy/testing/policies.ts';
import type { Sharing } from '../decide.ts';
import { createAccount, type Said } from './account.ts';

/** The version that most tests speak of: live since `newYear`. */
export const policy = somePolicy();
/** The share of ads relevance. */
export const ads = (sharing: Sharing) => {
  const share = sharing.shares.find(({ purpose }) => purpose === 'ads-relevance');
  if (!share) throw new Error('no row');
  return share;
};
/** Whether a required purpose is allowed. */
export const security = (sharing: Sharing) =>
  sharing.shares.find(({ purpose }) => purpose === 'security')?.allowed;
/** The purposes that are. */
export const allowed = (sharing: Sharing) =>
  sharing.shares.filter((s) => s.allowed).map((s) => s.purpose);

/** The acceptance of `policy`, with the box for ads as given. */
export const accepted = (
  at: number,
  state: 'given' | 'notified' | 'refused' = 'notified',
): Said => ({
  at,
  policy,
  method: 'acceptance',
  decisions: [['ads-relevance', state]],
});
/** The switch for ads. */
export const says = (state: 'given' | 'withdrawn', at: number, of: Policy = policy): Said => ({
  at,
  policy: of,
  decisions: [['ads-relevance', state]],
});

/** An account whose first device accepted at `at` and said more since; all of it with the server at once unless told otherwise. */
export const accountOf = (...said: readonly (Said & { readonly receivedAt?: number })[]) => {
  const account = createAccount();
  const phone = account.device(1);
  for (const one of said) {
    account.deliver(phone.say(one), one.receivedAt ?? one.at);
    phone.look();
  }
  return { ...account, phone };
};
