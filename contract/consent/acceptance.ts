import type { Policy } from '../policy/document.ts';
import type { HashedPolicy } from '../policy/in-force.ts';
import type { ClearRecord, History } from './history.ts';
import { sawAll } from './sight.ts';

const windowDayMs = 86_400_000;

/** From when to when a version shares what can still be objected to. */
export interface ObjectionWindow {
  /** When sharing starts, ms: when the version goes live or, if later, at acceptance. */
  readonly startsAt: number;
  /** The first moment, ms, that is too late. */
  readonly deadlineAt: number;
}

/** The window of a version accepted at `acceptedAt`, ms. The screen that asks says by it what is enforced after. */
export const windowOf = (
  { effectiveAt, objectionWindowDays }: Pick<Policy, 'effectiveAt' | 'objectionWindowDays'>,
  acceptedAt: number,
): ObjectionWindow => {
  const startsAt = Math.max(effectiveAt, acceptedAt);
  return { startsAt, deadlineAt: startsAt + objectionWindowDays * windowDayMs };
};

/**
 * A yes to a version as a whole: what its required purposes rest on, and before which nothing leaves. Its window counts from the later of the
 * device's and the server's clock, so that a wrong clock never starts early.
 */
export interface Acceptance extends ObjectionWindow {
  readonly by: ClearRecord;
  /** Null when the version is not among those known here. */
  readonly version: HashedPolicy | null;
}

const unknownVersion = { effectiveAt: 0, objectionWindowDays: 0 };

const toAcceptance = (by: ClearRecord, policies: readonly HashedPolicy[]): Acceptance => {
  const version = policies.find(({ hash }) => hash === by.record.policyHash) ?? null;
  const acceptedAt = Math.max(by.record.at, by.receivedAt);
  return { by, version, ...windowOf(version?.policy ?? unknownVersion, acceptedAt) };
};

/** The acceptances that count, by their order. Those given without sight of a record that cannot be read do not. */
export const acceptancesOf = (
  { all, clear }: History,
  policies: readonly HashedPolicy[],
): readonly Acceptance[] => {
  const sawUnread = sawAll(all.filter(({ record }) => record === null));
  return clear
    .filter((by) => by.record.method === 'acceptance' && sawUnread(by))
    .map((by) => toAcceptance(by, policies));
};

/** The end of the objection window, ms, of all acceptances together: the latest. Null before the first. */
export const deadlineOf = (acceptances: readonly Acceptance[]): number | null =>
  acceptances.reduce<number | null>(
    (latest, { deadlineAt }) => Math.max(latest ?? 0, deadlineAt),
    null,
  );
