import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Carries } from '../../contract/wire/endpoint.ts';
import type { ServerLimits } from '../server-limits.ts';
import type { AccountRef } from '../store/types.ts';

/**
 * Calls that carry bytes, of which each may keep half a megabyte in memory. Throws `rate_limited` when an account, or everybody
 * together, has too many at once; `onEnd` is given what is called once when this one is over.
 */
export type CarryGuard = (
  carries: Carries | undefined,
  account: AccountRef,
  onEnd: (end: () => void) => void,
) => void;

const retryAfterMs = 500;

const createCounter = (ofOne: number, ofAll: number) => {
  const counts = new Map<AccountRef, number>();
  let all = 0;
  return {
    take: (account: AccountRef): void => {
      const count = counts.get(account) ?? 0;
      if (count >= ofOne || all >= ofAll) throw new CodedError('rate_limited', { retryAfterMs });
      counts.set(account, count + 1);
      all++;
    },
    give: (account: AccountRef): void => {
      const count = (counts.get(account) ?? 1) - 1;
      if (count > 0) counts.set(account, count);
      else counts.delete(account);
      all--;
    },
  };
};

export const createCarryGuard = (
  limits: Pick<ServerLimits, 'maxUploadsPerAccount' | 'maxUploads' | 'maxDownloadsPerAccount'>,
): CarryGuard => {
  const uploads = createCounter(limits.maxUploadsPerAccount, limits.maxUploads);
  // Most of these wait for something to come, and hold nothing then.
  const downloads = createCounter(limits.maxDownloadsPerAccount, Number.POSITIVE_INFINITY);
  return (carries, account, onEnd) => {
    if (carries !== 'request' && carries !== 'response') return;
    const counter = carries === 'request' ? uploads : downloads;
    counter.take(account);
    onEnd(() => counter.give(account));
  };
};
