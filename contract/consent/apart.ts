import { isGiving } from './effect.ts';
import { type ClearRecord, historyOf } from './history.ts';
import type { Decision } from './record.ts';
import { seenByAny } from './sight.ts';
import type { TakenRecord } from './taken.ts';

/** What one device said of a purpose without having seen what another one said of it. */
export interface SaidApart {
  readonly deviceId: number;
  /** By that device's clock, ms. */
  readonly at: number;
  /** True for a yes. */
  readonly gives: boolean;
}

const saidOf = (
  { record }: ClearRecord,
  { purpose, recipient }: Pick<Decision, 'purpose' | 'recipient'>,
): SaidApart | null => {
  const { deviceId, at, method, decisions } = record;
  if (method === 'global_opt_out') return { deviceId, at, gives: false };
  const decision = decisions.find((one) => one.purpose === purpose && one.recipient === recipient);
  return decision ? { deviceId, at, gives: isGiving(decision.state) } : null;
};

/**
 * What devices of the account said of one purpose while they were apart, where some say yes and some do not, until a later record about it
 * had all of them in sight; null when they agree. Meanwhile `decideSharing` lets the no stand. Oldest first. `records` as the server
 * ordered them, those that wait at the end.
 */
export const saidApart = (
  records: readonly TakenRecord[],
  about: Pick<Decision, 'purpose' | 'recipient'>,
): readonly SaidApart[] | null => {
  const said = historyOf(records).clear.flatMap((record) => {
    const what = saidOf(record, about);
    return what ? [{ record, what }] : [];
  });
  const isSeen = seenByAny(said.map(({ record }) => record));
  const last = said.filter(({ record }) => !isSeen(record)).map(({ what }) => what);
  return new Set(last.map(({ gives }) => gives)).size > 1 ? last : null;
};
