import { isWidening } from '../policy/compare.ts';
import type { HashedPolicy } from '../policy/in-force.ts';
import type { Acceptance } from './acceptance.ts';
import type { History } from './history.ts';
import { regimeFor } from './regime.ts';
import { seenByAny } from './sight.ts';
import type { TakenRecord } from './taken.ts';

/** How long a *not now* is left in peace: 7 × 24 hours. */
const askAgainAfterMs = 7 * 86_400_000;

/** What to put before the person. */
export interface Asking {
  readonly version: HashedPolicy;
  readonly why: /** No version was accepted yet. */
    | 'first'
    /** The newest shares more than the one accepted. */
    | 'widened'
    /** A choice was lost or cannot be read, and the stricter holds until the person decides. */
    | 'damaged';
  /** Not before this moment, ms. */
  readonly notBefore: number;
}

const isDamage = ({ record }: TakenRecord): boolean =>
  record === null || record.method === 'stricter_after_damage';

/** By the server's clock where it has spoken; otherwise by the device's, unless that is ahead of now. */
const saidAt = ({ record, receivedAt }: TakenRecord, now: number): number =>
  receivedAt ?? Math.min(record?.at ?? now, now);

const widens = (
  accepted: HashedPolicy | null,
  newest: HashedPolicy,
  countries: readonly string[],
): boolean =>
  accepted === null ||
  isWidening(accepted.policy, newest.policy, [
    regimeFor(accepted.policy, countries),
    regimeFor(newest.policy, countries),
  ]);

/** Whether, why and from when to ask for the newest version; null when there is nothing to ask. */
export const askingFor = (
  { all, clear }: History,
  newest: HashedPolicy | null,
  accepted: Acceptance | null,
  countries: readonly string[],
  now: number,
): Asking | null => {
  if (newest === null) return null;
  const decided = clear.filter((by) => !isDamage(by) && by.record.method !== 'not_now');
  const isDecided = seenByAny(decided);
  const damaged = all.some((taken) => isDamage(taken) && !isDecided(taken));
  const widened = accepted !== null && widens(accepted.version, newest, countries);
  if (!damaged && accepted !== null && !widened) return null;
  const notNow = all.filter(({ record }) => record?.method === 'not_now');
  return {
    version: newest,
    why: damaged ? 'damaged' : accepted === null ? 'first' : 'widened',
    notBefore: notNow.reduce((at, one) => Math.max(at, saidAt(one, now) + askAgainAfterMs), 0),
  };
};
