import { sameHash } from '../../../contract/transparency/hashing.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import type { Head } from '../../log/heads.ts';
import type { KeyLabelRow, NamedAccount } from '../../store/types/key-labels.ts';
import type { LookUnder } from '../heads-under.ts';
import { goodForMs } from '../periods.ts';
import type { LabelAsker, ToldLabel } from './ask.ts';
import { keepLabelProof } from './label-proof.ts';
import { isBeforeHistory, labelRow } from './rows.ts';

/** Whether a number or username leads to the account that it was found with: `contradicts` where it is proved that it does not. */
export type LabelVerdict = 'agrees' | 'unavailable' | 'contradicts';

/** By what others were found. All but `unavailable` reject as `LabelAsker` does. */
export interface LabelsOfOthers {
  /** Now that they are found; `isTaken`: the account is taken for theirs by now, and what contradicts that is kept. */
  readonly check: (
    asking: Asking,
    head: Head,
    name: NamedAccount,
    isTaken: () => boolean,
  ) => Promise<LabelVerdict>;
  /** Once more: what could not be looked at then, or was not for long, and at the first head at which everybody looks. */
  readonly again: (under: LookUnder, row: KeyLabelRow) => Promise<void>;
  /** It could not be looked at. */
  readonly unavailable: (name: NamedAccount) => void;
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
  };
  const agreed = (row: KeyLabelRow, epoch: number, told: ToldLabel, mark: number | null): void => {
    const checkedAt = clock.now();
    const ended = { doubtedAt: null, foundAt: null, proved: false };
    store.transaction(() => {
      save({ ...row, ...ended, epoch, chain: told.chain, mark, checkedAt, state: 'agrees' });
      store.keyLabels.removeOthers(row);
    });
  };
  const contradicts = (row: KeyLabelRow, head: Head, told: ToldLabel): void => {
    const now = clock.now();
    const foundAt = row.proved ? row.foundAt : now;
    store.transaction(() => {
      save({ ...row, mark: null, state: 'contradicts', doubtedAt: now, foundAt, proved: true });
      if (!row.proved) keepLabelProof(store.meta, 'other_label', row, head, told, now);
    });
  };
  const unconfirmed = (row: KeyLabelRow): void =>
    save({ ...row, mark: null, state: 'unconfirmed' });
  const unavailable = (name: NamedAccount): void => {
    const row = labelRow(store, name);
    // What agreed, or contradicts, stays so.
    if (row.state !== 'agrees' && row.state !== 'contradicts')
      save({ ...row, state: 'unavailable' });
  };
  /** Whether it agreed, and has to once more, at the first head from its mark on at which everybody looks. */
  const isToAgreeAgain = (row: KeyLabelRow, head: Head): boolean =>
    row.mark !== null && row.epoch === head.epoch && !isBeforeHistory(row, clock.now());
  /** Whether the leaf is that of the account: opened to it, or the one that was. */
  const isOf = ({ accountId, chain }: KeyLabelRow, told: ToldLabel): boolean =>
    told.accountId === accountId ||
    (told.chain !== null && chain !== null && sameHash(told.chain, chain));
  /** Whether somebody who is known here goes by it. */
  const isKnownBy = (name: NamedAccount): boolean =>
    store.keyLabels.get(name) !== null ||
    store.contacts.get(name.accountId)?.[name.kind] === name.value;
  /** Null where nothing was proved. */
  const look = async (asking: Asking, head: Head, row: KeyLabelRow, position?: number) => {
    const { secret, labelKey } = row;
    return secret && labelKey ? asker.lookUp(asking, head, { secret, labelKey }, position) : null;
  };
  /** At the newest head. */
  const check: LabelsOfOthers['check'] = async (asking, head, name, isTaken) => {
    const [made] = (await asker.make(asking, [name])) ?? [];
    const told = made && (await look(asking, head, { ...labelRow(store, name), ...made }));
    if (!made || !told) {
      unavailable(name);
      return 'unavailable';
    }
    // As it is kept by now.
    const row = { ...labelRow(store, name), ...made };
    const isAwaited = isToAgreeAgain(row, head);
    if (isOf(row, told)) {
      // Where it has to agree once more is where it had to: whoever brings it about that they are found again puts nothing off.
      if (!isAwaited) agreed(row, head.epoch, told, head.size - 1);
      return 'agrees';
    }
    const isProved = isTaken() ? told.chain !== null : told.accountId !== null && isKnownBy(name);
    if (isProved) contradicts(row, head, told);
    // Whoever may not be found any more leads to nobody, and was told to be somebody by nothing that counts.
    else if (isTaken() && !isAwaited) unconfirmed(row);
    return 'contradicts';
  };

  /** At the first head from its mark on at which everybody looks. */
  const checkAtMark = async ({ asking, head, heads }: LookUnder, row: KeyLabelRow) => {
    const marks = await heads.behind((row.mark ?? 0) - 1, 1);
    const [position] = typeof marks === 'string' ? [] : marks;
    const told = position === undefined ? null : await look(asking, head, row, position);
    if (told === null) {
      const isLate = Math.abs(clock.now() - (row.checkedAt ?? 0)) >= goodForMs;
      if (isLate) save({ ...row, state: 'unavailable' });
      return;
    }
    if (isOf(row, told)) agreed(row, head.epoch, told, null);
    else if (told.accountId !== null) contradicts(row, head, told);
    else unconfirmed(row);
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
