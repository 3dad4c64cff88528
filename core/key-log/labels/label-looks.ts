import { isComparedKey } from '../../../contract/encryption/status.ts';
import type { ReadyAccount } from '../../account/stored.ts';
import { attempt, type Context } from '../../context.ts';
import { keyHashInUse } from '../../crypto/key-hash.ts';
import type { LogReader } from '../../log/reader.ts';
import type { PeopleRegisters } from '../../people/registers.ts';
import { isWithin } from '../../platform/noted-times.ts';
import type { Unsubscribe } from '../../platform/types.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { LookUnder } from '../heads-under.ts';
import { dayMs, markedMs } from '../periods.ts';
import { createTeller } from '../teller.ts';
import { createLabelAsker } from './ask.ts';
import { createLabelsOfOthers, type LabelsOfOthers } from './others.ts';
import { createOwnLabels } from './own.ts';
import { createOwnHandles, isOfOwnHandles } from './own-handles.ts';
import { sayAgain } from './rows.ts';
import { contradictingLabels, isLooked, labelSaid } from './said.ts';

/** Whether numbers and usernames lead to whom the server says that they do. */
export interface LabelLooks extends Pick<LabelsOfOthers, 'check' | 'unavailable'> {
  /** Something waits to be looked at. */
  readonly isDue: (account: ReadyAccount) => boolean;
  /**
   * Looks at the account's own when they are due, and at those of others that wait, some at a time. `soon`: something may yet be made good and
   * is to be looked at again, or more of them wait. What could not be looked at is kept as that; rejects with what failed last.
   */
  readonly look: (under: LookUnder) => Promise<'done' | 'soon'>;
  /** The person wants what is not known to agree of this account looked at with the next look. */
  readonly want: (accountId: string) => void;
  /** The log cannot be read. */
  readonly allUnavailable: (account: ReadyAccount) => void;
  /** The person compared keys of these accounts, or takes that back; after the commit. */
  readonly onCompared: (accountIds: readonly string[]) => void;
  readonly close: Unsubscribe;
}

export interface LabelLookOptions {
  readonly reader: LogReader;
  readonly registers: Pick<PeopleRegisters, 'value' | 'isKnown' | 'onChanged'>;
  readonly ready: () => ReadyAccount | null;
  /** Something else is said of this account; at once. */
  readonly onSaid: (accountId: string) => void;
  /** The server signed another key for labels; at once. */
  readonly onOtherKey: () => void;
  /** The person chose by what they are to be found: the map has it in a moment. */
  readonly onChosen: () => void;
}

const mostAtOnce = 20;
/** What led to nobody may lead to somebody else by now. */
const unconfirmedMs = dayMs;

/** Over the database, by the files of the log of keys. */
export const createLabelLooks = (
  context: Pick<Context, 'store' | 'clock' | 'random' | 'verifiedKeyHash' | 'onUnexpected'>,
  { reader, registers, ready, onSaid, onOtherKey, onChosen }: LabelLookOptions,
): LabelLooks => {
  const { store, clock } = context;
  const asker = createLabelAsker(context, reader, onOtherKey);
  const others = createLabelsOfOthers(context, asker, (accountId) => {
    const keyHash = keyHashInUse(store.keys, accountId);
    return isComparedKey({ keyHash, verifiedKeyHash: context.verifiedKeyHash(accountId) });
  });
  const ownHandles = createOwnHandles(context, registers);
  const own = createOwnLabels(context, asker, ownHandles);
  const wanted = new Set<string>();
  const waiting = (ownId: string): readonly KeyLabelRow[] =>
    store.keyLabels.open(ownId, { now: clock.now(), markedMs, unconfirmedMs }, mostAtOnce);
  const open = (ownId: string): readonly KeyLabelRow[] => {
    const rows = waiting(ownId);
    const ids = [...wanted].filter((accountId) => accountId !== ownId);
    const asked = ids.flatMap((accountId) => store.keyLabels.of(accountId));
    const isLeft = (row: KeyLabelRow): boolean =>
      !isLooked(row, clock.now()) &&
      !rows.some(
        ({ accountId, kind, value }) =>
          accountId === row.accountId && kind === row.kind && value === row.value,
      );
    return [...rows, ...asked.filter(isLeft)];
  };

  /** Tells when something else is said than before, or an alarm can end now that could not. */
  const tellerOf = (accountId: string): (() => void) =>
    createTeller(
      () => `${labelSaid(context, accountId)} ${sayAgain(contradictingLabels(store, accountId))}`,
      () => onSaid(accountId),
    );
  // Each choice, however soon another follows.
  const followChoice = (account: ReadyAccount): void => {
    const tell = tellerOf(account.accountId);
    ownHandles.follow(account);
    tell();
    onChosen();
  };
  const stop = registers.onChanged((keys) => {
    const account = ready();
    if (account && keys.some(isOfOwnHandles))
      attempt(context, 'own handles', () => followChoice(account));
  });
  const telling = async <T>(accountId: string, work: () => Promise<T> | T): Promise<T> => {
    const tell = tellerOf(accountId);
    try {
      return await work();
    } finally {
      tell();
    }
  };

  return {
    check: (asking, head, handle, isTaken) =>
      telling(handle.accountId, () => others.check(asking, head, handle, isTaken)),
    unavailable: (handle) => void telling(handle.accountId, () => others.unavailable(handle)),
    isDue: (account) => own.isDue(account) || open(account.accountId).length > 0,
    look: async (under) => {
      const { account } = under.asking;
      let failed: unknown = null;
      let came: 'done' | 'soon' = 'done';
      if (own.isDue(account)) {
        const tell = tellerOf(account.accountId);
        try {
          if ((await own.look(under, tell)) === 'doubt') came = 'soon';
        } catch (error) {
          failed = error;
          own.unavailable(account);
        }
        tell();
      }
      const rows = open(account.accountId);
      wanted.clear();
      for (const row of rows)
        await telling(row.accountId, async () => {
          try {
            await others.again(under, row);
          } catch (error) {
            failed = error;
            others.unavailable(row);
          }
        });
      if (failed !== null) throw failed;
      // To these nobody came yet, however many there are: they do not wait for the next hour.
      const isLeft = ({ lookedAt }: KeyLabelRow): boolean =>
        !isWithin(lookedAt, clock.now(), markedMs);
      return came === 'soon' || waiting(account.accountId).some(isLeft) ? 'soon' : 'done';
    },
    want: (accountId) => void wanted.add(accountId),
    onCompared: (accountIds) => {
      for (const accountId of accountIds)
        if (labelSaid(context, accountId) === 'contradicts') onSaid(accountId);
    },
    allUnavailable: (account) => own.unavailable(account),
    close: stop,
  };
};
