import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import type { Head } from '../../log/heads.ts';
import type { AccountHandle, KeyLabelRow } from '../../store/types/key-labels.ts';
import type { LookUnder } from '../heads-under.ts';
import type { LabelAsker, ToldLabel } from './ask.ts';
import { keepLabelProof } from './label-proof.ts';
import { isBeforeHistory, isGood, isOf, labelRow, mostOfOne } from './rows.ts';

/** Whether a number or username leads to the account that it was found with: `contradicts` where it is proved that it does not. */
export type LabelVerdict = 'agrees' | 'unavailable' | 'contradicts';

/** By what others were found. All but `unavailable` reject as `LabelAsker` does. */
export interface LabelsOfOthers {
  /** Now that they are found; `isTaken`: the account is taken for theirs by now, and what contradicts that is kept. */
  readonly check: (
    asking: Asking,
    head: Head,
    handle: AccountHandle,
    isTaken: () => boolean,
  ) => Promise<LabelVerdict>;
  /** Once more: what could not be looked at then, or was not for long, and at the first head at which everybody looks. */
  readonly again: (under: LookUnder, row: KeyLabelRow) => Promise<void>;
  /** It could not be looked at. */
  readonly unavailable: (handle: AccountHandle) => void;
}

/** Over the database; what is asked is asked by `asker`. */
export const createLabelsOfOthers = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  asker: LabelAsker,
  /** The person compared the key in use of this account. */
  isCompared: (accountId: string) => boolean,
): LabelsOfOthers => {
  /** What was proved stays, whatever the map says later: only who they are, by comparing, ends it. */
  const save = (row: KeyLabelRow): void => {
    const kept = store.keyLabels.get(row);
    const isHeld =
      kept?.state === 'contradicts' && row.state !== 'contradicts' && !isCompared(row.accountId);
    store.keyLabels.save({ ...(isHeld ? kept : row), lookedAt: clock.now() });
    if (kept === null) store.keyLabels.trim(row.accountId, mostOfOne);
  };
  /** It agrees under this head; `mark`: behind which it has to once more, null for nowhere. */
  const agreed = (
    row: KeyLabelRow,
    { epoch }: Head,
    told: ToldLabel,
    mark: number | null,
  ): void => {
    const next = { ...row, epoch, chain: told.chain, mark, checkedAt: clock.now() };
    // What had to be said twice was said once: it is not taken back by being said once again.
    if (row.state === 'unconfirmed' && mark !== null) {
      save(next);
      return;
    }
    const ended = { doubtedAt: null, foundAt: null, lastFoundAt: null, proved: false };
    store.transaction(() => {
      save({ ...next, ...ended, state: 'agrees' });
      store.keyLabels.removeOthers(row);
    });
  };
  const contradicts = (row: KeyLabelRow, head: Head, told: ToldLabel): void => {
    const now = clock.now();
    const found = { foundAt: row.proved ? row.foundAt : now, lastFoundAt: now };
    store.transaction(() => {
      save({ ...row, ...found, mark: null, state: 'contradicts', doubtedAt: null, proved: true });
      if (!row.proved) keepLabelProof(store, 'other_label', row, head, told, now);
    });
  };
  const unconfirmed = (row: KeyLabelRow): void =>
    save({ ...row, mark: null, state: 'unconfirmed' });
  const unavailable = (handle: AccountHandle): void => {
    const row = labelRow(store, handle);
    // What was seen stays so.
    if (row.state === 'unavailable') save(row);
  };
  /** Whether it agreed, and has to once more, at the first head behind its mark at which everybody looks. */
  const isToAgreeAgain = (row: KeyLabelRow, head: Head): boolean =>
    row.mark !== null && row.epoch === head.epoch && !isBeforeHistory(row, clock.now());
  /** Whether somebody who is known here goes by it. */
  const isKnownBy = (handle: AccountHandle): boolean =>
    store.keyLabels.get(handle) !== null ||
    store.contacts.get(handle.accountId)?.[handle.kind] === handle.value;
  /** Null where nothing was proved. */
  const look = async (asking: Asking, head: Head, row: KeyLabelRow, position?: number) => {
    const { secret, labelKey } = row;
    return secret && labelKey ? asker.lookUp(asking, head, { secret, labelKey }, position) : null;
  };
  /** At the newest head. */
  const check: LabelsOfOthers['check'] = async (asking, head, handle, isTaken) => {
    const [made] = (await asker.make(asking, [handle])) ?? [];
    const told = made && (await look(asking, head, { ...labelRow(store, handle), ...made }));
    if (!made || !told) {
      unavailable(handle);
      return 'unavailable';
    }
    // As it is kept by now.
    const row = { ...labelRow(store, handle), ...made };
    const isAwaited = isToAgreeAgain(row, head);
    if (isOf(row, told)) {
      // Where it has to agree once more is where it had to: whoever brings it about that they are found again puts nothing off. This head is
      // one of those that count.
      if (!isAwaited) agreed(row, head, told, head.size - 2);
      return 'agrees';
    }
    const isProved = isTaken() ? told.chain !== null : told.accountId !== null && isKnownBy(handle);
    if (isProved) contradicts(row, head, told);
    // Whoever may not be found any more leads to nobody, and was told to be somebody by nothing that counts.
    else if (isTaken() && !isAwaited) unconfirmed(row);
    return 'contradicts';
  };

  /** At the first head behind its mark at which everybody looks. */
  const checkAtMark = async ({ asking, head, heads }: LookUnder, row: KeyLabelRow) => {
    const marks = await heads.behind(row.mark ?? -1, 1);
    const [position] = typeof marks === 'string' ? [] : marks;
    const told = position === undefined ? null : await look(asking, head, row, position);
    if (told === null) {
      const isLate = row.state === 'agrees' && !isGood(row, clock.now());
      if (isLate) save({ ...row, state: 'unavailable' });
      return;
    }
    if (isOf(row, told)) {
      agreed(row, head, told, null);
      return;
    }
    if (told.accountId !== null) {
      contradicts(row, head, told);
      return;
    }
    unconfirmed(row);
    // To whom it leads by now says whether that is somebody else: a server opens a leaf to nobody once it is not theirs any more.
    await check(asking, head, row, () => true);
  };

  return {
    check,
    again: async (under, row) => {
      const { asking, head } = under;
      try {
        if (isToAgreeAgain(row, head)) await checkAtMark(under, row);
        else await check(asking, head, row, () => true);
      } finally {
        // Others have their turn.
        const kept = store.keyLabels.get(row);
        if (kept) save(kept);
      }
    },
    unavailable,
  };
};
