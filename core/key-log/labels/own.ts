import type { ReadyAccount } from '../../account/stored.ts';
import type { Context } from '../../context.ts';
import { isWithin, notAfter } from '../../platform/noted-times.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { LabelProofKind } from '../evidence.ts';
import type { LookUnder } from '../heads-under.ts';
import { dayMs, patienceMs } from '../periods.ts';
import type { LabelAsker, ToldLabel } from './ask.ts';
import { keepLabelProof } from './label-proof.ts';
import type { OwnHandle, OwnHandles } from './own-handles.ts';
import { isBeforeHistory, isGood, isOf, labelRow } from './rows.ts';

/** The account's own number and username: whether they lead to it. */
export interface OwnLabels {
  readonly isDue: (account: ReadyAccount) => boolean;
  /**
   * Looks at the newest head and at all since the last look at which everybody looks; `tell` after each of them. `doubt`: something may yet
   * be made good and is to be looked at soon. Rejects as `LabelAsker` does.
   */
  readonly look: (under: LookUnder, tell: () => void) => Promise<'done' | 'doubt'>;
  /** They could not be looked at. */
  readonly unavailable: (account: ReadyAccount) => void;
}

/** Over the database; what is asked is asked by `asker`. */
export const createOwnLabels = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  asker: LabelAsker,
  handles: OwnHandles,
): OwnLabels => {
  /** By what the account was to be found when it was looked at last. */
  let judged = '';
  const choice = (account: ReadyAccount): string => JSON.stringify(handles.of(account));
  /** Unless the person chose otherwise meanwhile. */
  const saveOwn = (account: ReadyAccount, row: KeyLabelRow): void => {
    const isStill = handles
      .of(account)
      .some(({ kind, value }) => kind === row.kind && value === row.value);
    if (isStill) store.keyLabels.save({ ...row, lookedAt: clock.now() });
  };

  const judge = async (
    { asking, head, heads }: LookUnder,
    row: KeyLabelRow,
    { isFindable, isFormer }: OwnHandle,
  ): Promise<'done' | 'doubt'> => {
    const { account } = asking;
    const { secret, labelKey, accountId } = row;
    if (!secret || !labelKey) return 'done';
    const now = clock.now();
    const save = (next: Partial<KeyLabelRow>): void => saveOwn(account, { ...row, ...next });
    const late = (): 'done' => {
      save(row.state === 'contradicts' || isGood(row, now) ? {} : { state: 'unavailable' });
      return 'done';
    };
    /** With what proves it, or not at all. */
    const raise = (kind: LabelProofKind, told: ToldLabel, next: Partial<KeyLabelRow> = {}): void =>
      store.transaction(() => {
        const isProved = row.proved || kind === 'other_label';
        const isNew = row.state !== 'contradicts' || isProved !== row.proved;
        const found = { foundAt: row.foundAt ?? now, lastFoundAt: now };
        // It agreed before now, whatever the clock said then.
        const checkedAt = row.checkedAt && notAfter(row.checkedAt, now);
        const of = { state: 'contradicts', checkedAt, doubtedAt: null, proved: isProved } as const;
        save({ ...of, ...found, ...next });
        if (isNew) keepLabelProof(store, kind, row, head, told, now);
      });
    // It is not known then since when they are this account's.
    const isFirst = isBeforeHistory(row, now);
    const behind = row.epoch === head.epoch ? (row.mark ?? -1) : -1;
    // Of a former one anybody may have been found there.
    const marks = isFirst || isFormer ? [] : await heads.behind(behind);
    if (typeof marks === 'string') return late();
    for (const position of marks) {
      const told = await asker.lookUp(asking, head, { secret, labelKey }, position);
      if (told === null) return late();
      if (told.chain === null || told.accountId === accountId) continue;
      // What came after it is looked at next.
      raise('other_label', told, { epoch: head.epoch, mark: position });
      return 'doubt';
    }
    const told = await asker.lookUp(asking, head, { secret, labelKey });
    if (told === null) return late();
    const isThere = isFormer ? isOf(row, told) : told.chain !== null;
    const isOther = isThere && !isFormer && told.accountId !== accountId;
    if (isOther || (isFindable !== null && isFindable !== isThere)) {
      const doubtedAt = notAfter(row.doubtedAt ?? now, now);
      if (row.state !== 'contradicts' && now - doubtedAt < patienceMs) {
        save({ doubtedAt });
        return 'doubt';
      }
      raise(isOther ? 'other_label' : isThere ? 'kept_label' : 'no_label', told);
      return 'done';
    }
    const mark = isFirst ? head.size - 1 : (marks.at(-1) ?? behind);
    const chain = isThere ? told.chain : row.chain;
    const agrees = { epoch: head.epoch, chain, mark, checkedAt: now };
    const ended = { state: 'agrees', doubtedAt: null, foundAt: null, lastFoundAt: null } as const;
    // It was found before now, whatever the clock said then.
    const lastFoundAt = Math.min(row.lastFoundAt ?? now, now - 1);
    save(row.proved ? { ...agrees, lastFoundAt } : { ...agrees, ...ended });
    return 'done';
  };

  return {
    isDue: (account) =>
      choice(account) !== judged ||
      handles
        .of(account)
        .map((handle) => labelRow(store, handle))
        .some(
          ({ checkedAt, doubtedAt, state }) =>
            state === 'unavailable' ||
            state === 'contradicts' ||
            doubtedAt !== null ||
            !isWithin(checkedAt, clock.now(), dayMs),
        ),
    look: async (under, tell) => {
      const { account } = under.asking;
      handles.follow(account);
      const chosen = choice(account);
      const all = handles.of(account);
      const made = await asker.make(under.asking, all);
      let came: 'done' | 'doubt' = 'done';
      for (const [at, handle] of all.entries()) {
        const row = { ...labelRow(store, handle), ...made?.[at] };
        if (made === null) saveOwn(account, row);
        if ((await judge(under, row, handle)) === 'doubt') came = 'doubt';
        tell();
      }
      judged = chosen;
      return came;
    },
    unavailable: (account) => {
      for (const handle of handles.of(account)) {
        const row = labelRow(store, handle);
        if (row.state !== 'contradicts' && !isGood(row, clock.now()))
          store.keyLabels.save({ ...row, state: 'unavailable', lookedAt: clock.now() });
      }
    },
  };
};
