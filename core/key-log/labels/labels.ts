import type { ReadyAccount } from '../../account/stored.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import { keyHashInUse } from '../../crypto/key-hash.ts';
import type { Head } from '../../log/heads.ts';
import type { LogReader } from '../../log/reader.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { HeadsUnder } from '../heads-under.ts';
import { createLabelAsker } from './ask.ts';
import { createFoundLabels, type FoundLabels, type LabelVerdict } from './found.ts';
import { createOwnLabels } from './own.ts';

/** Whether numbers and usernames lead to whom the server says that they do. */
export interface Labels extends Pick<FoundLabels, 'find' | 'unavailable'> {
  /** Something waits to be looked at. */
  readonly isDue: (account: ReadyAccount) => boolean;
  /**
   * Looks at the account's own when they are due, and at those of others that wait, some at a time. `soon`: something may yet be made good and
   * is to be looked at again. What could not be looked at is kept as that; rejects with what failed last.
   */
  readonly look: (asking: Asking, head: Head, heads: HeadsUnder) => Promise<'done' | 'soon'>;
  /** The person wants what is not known to agree of this account looked at with the next look. */
  readonly want: (accountId: string) => void;
  /** The log cannot be read. */
  readonly allUnavailable: (account: ReadyAccount) => void;
  /** What is to be said of how this account was found, or is; null for nothing. */
  readonly said: (accountId: string) => LabelVerdict | null;
  /** When somebody else was found to stand under what this account is found by; null for never. */
  readonly contradictedAt: (accountId: string) => number | null;
  /** The person compared keys of these accounts, or takes that back; after the commit. */
  readonly onCompared: (accountIds: readonly string[]) => void;
}

const mostAtOnce = 20;
/** What waits for a head at which everybody looks is looked at every hour. */
const againMs = 1_800_000;

/** Over the database, by the files of the log of keys. */
export const createLabels = (
  context: Pick<Context, 'store' | 'clock' | 'random' | 'verifiedKeyHash'>,
  reader: LogReader,
  /** Something else is said of this account. */
  onSaid: (accountId: string) => void,
): Labels => {
  const { store, clock } = context;
  const asker = createLabelAsker(context, reader);
  const found = createFoundLabels(context, asker, (accountId) => {
    const keyHash = keyHashInUse(store.keys, accountId);
    return keyHash !== null && context.verifiedKeyHash(accountId) === keyHash;
  });
  const own = createOwnLabels(context, asker);
  const wanted = new Set<string>();
  const open = (own: string) => {
    const rows = store.keyLabels.open(own, clock.now() - againMs, mostAtOnce);
    const ids = [...wanted].filter((accountId) => accountId !== own);
    const asked = ids.flatMap((accountId) => store.keyLabels.of(accountId));
    const isLeft = (row: KeyLabelRow): boolean =>
      row.state !== 'agrees' &&
      !rows.some(({ accountId, kind }) => accountId === row.accountId && kind === row.kind);
    return [...rows, ...asked.filter(isLeft)];
  };

  const said: Labels['said'] = (accountId) => {
    const states = store.keyLabels.of(accountId).map(({ state }) => state);
    if (states.includes('contradicts')) return 'contradicts';
    if (states.some((state) => state === 'unavailable' || state === 'unconfirmed'))
      return 'unavailable';
    return states.length === 0 ? null : 'agrees';
  };
  const telling = async <T>(accountId: string, work: () => Promise<T> | T): Promise<T> => {
    const before = said(accountId);
    try {
      return await work();
    } finally {
      if (said(accountId) !== before) onSaid(accountId);
    }
  };

  return {
    find: (asking, head, one, isTaken) =>
      telling(one.accountId, () => found.find(asking, head, one, isTaken)),
    unavailable: (one) => void telling(one.accountId, () => found.unavailable(one)),
    isDue: (account) => own.isDue(account) || open(account.accountId).length > 0,
    look: async (asking, head, heads) => {
      const { account } = asking;
      let failed: unknown = null;
      let came: 'done' | 'soon' = 'done';
      if (own.isDue(account))
        await telling(account.accountId, async () => {
          try {
            if ((await own.look(asking, head, heads)) === 'doubt') came = 'soon';
          } catch (error) {
            failed = error;
            own.unavailable(account);
          }
        });
      const rows = open(account.accountId);
      wanted.clear();
      for (const row of rows)
        await telling(row.accountId, async () => {
          try {
            await found.again(asking, head, heads, row);
          } catch (error) {
            failed = error;
            found.unavailable(row);
          }
        });
      if (failed !== null) throw failed;
      return came;
    },
    want: (accountId) => void wanted.add(accountId),
    onCompared: (accountIds) => {
      for (const accountId of accountIds) if (said(accountId) === 'contradicts') onSaid(accountId);
    },
    allUnavailable: (account) => own.unavailable(account),
    said,
    contradictedAt: (accountId) =>
      store.keyLabels
        .of(accountId)
        .filter(({ state }) => state === 'contradicts')
        .reduce<number | null>((first, { doubtedAt }) => first ?? doubtedAt, null),
  };
};
