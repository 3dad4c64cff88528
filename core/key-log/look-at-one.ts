import type { Carrying } from '../log/carrying.ts';
import type { Store } from '../store/types.ts';
import { createAhead } from './ahead.ts';
import type { LookUnder } from './heads-under.ts';
import { ownKeyOf, peerKeyOf } from './keys-in-use.ts';
import type { LookAt } from './look-at.ts';
import { retryRange, soonRange } from './periods.ts';
import type { Wanted } from './wanted.ts';

/** Looks at single entries in turn, and again where a look did not settle it. */
export interface LookAtOne {
  /** Rejects as `LookAt` does. */
  readonly look: (under: LookUnder, accountId: string) => Promise<void>;
  /** The last look settled nothing. */
  readonly isOpen: (accountId: string) => boolean;
}

export interface LookAtOneOptions {
  readonly lookAt: LookAt;
  readonly wanted: Wanted;
  readonly tellAgain: Carrying['tellAgain'];
  /** What is wanted is looked at in so many milliseconds. */
  readonly plan: (delayMs: number) => void;
  readonly isClosed: () => boolean;
}

/** Between the checkpoint and an answer the log may have grown: only what stays so for so many looks is told. */
export const mostBehind = 4;

/** Over the keys in use. */
export const createLookAtOne = (
  store: Pick<Store, 'keys'>,
  { lookAt, wanted, tellAgain, plan, isClosed }: LookAtOneOptions,
): LookAtOne => {
  const ahead = createAhead(store);
  /** How often in a row a look proved too little, or something else. */
  const tried = new Map<string, number>();

  const look: LookAtOne['look'] = async (under, accountId) => {
    const isOwn = accountId === under.asking.account.accountId;
    const key = isOwn ? ownKeyOf(store) : peerKeyOf(store, accountId);
    const isFirst = wanted.take(accountId);
    if (key === null) return;
    const looked = isOwn
      ? await lookAt.own(under, key)
      : await lookAt.contact(under, accountId, key);
    if (isClosed()) return;
    // Under this head their key was looked at for the first time: they are to hold it against what they were shown.
    if (!isOwn && isFirst && looked !== 'behind') tellAgain(accountId);
    if (looked !== 'behind' && looked !== 'doubt') {
      tried.delete(accountId);
      const soonMs = isOwn || looked !== 'agrees' ? null : ahead.soonMs(accountId, key);
      if (soonMs === null) return;
      wanted.again(accountId);
      plan(soonMs);
      return;
    }
    const tries = (tried.get(accountId) ?? 0) + 1;
    tried.set(accountId, tries);
    if (isFirst && looked === 'behind') wanted.key(accountId);
    else wanted.again(accountId);
    const isToldSo = looked === 'behind' && tries >= mostBehind;
    if (isToldSo) lookAt.unavailable(accountId, key);
    plan(
      isToldSo
        ? retryRange.firstMs
        : Math.min(soonRange.firstMs * 2 ** (tries - 1), soonRange.mostMs),
    );
  };
  return { look, isOpen: (accountId) => tried.has(accountId) };
};
