import type { HashedPolicy } from '../policy/in-force.ts';
import type { ClearRecord, History } from './history.ts';
import { sawAll } from './sight.ts';

const windowDayMs = 86_400_000;

/** A yes to a version as a whole: what its required purposes rest on, and before which nothing leaves. */
export interface Acceptance {
  readonly by: ClearRecord;
  /** Null when the version is not among those known here. */
  readonly version: HashedPolicy | null;
  /**
   * When sharing under it starts, ms: when the version goes live or, if later, at acceptance. Of the device's and the server's
   * clock the later one, so that a wrong clock never starts early.
   */
  readonly startsAt: number;
  /** The end of the objection window, ms: the first moment that is too late. */
  readonly deadlineAt: number;
}

const toAcceptance = (by: ClearRecord, policies: readonly HashedPolicy[]): Acceptance => {
  const version = policies.find(({ hash }) => hash === by.record.policyHash) ?? null;
  const acceptedAt = Math.max(by.record.at, by.receivedAt);
  const startsAt = Math.max(version?.policy.effectiveAt ?? 0, acceptedAt);
  const days = version?.policy.objectionWindowDays ?? 0;
  return { by, version, startsAt, deadlineAt: startsAt + days * windowDayMs };
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
