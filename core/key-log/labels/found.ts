import { sameHash } from '../../../contract/transparency/hashing.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import type { Head } from '../../log/heads.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { HeadsUnder } from '../heads-under.ts';
import type { LabelAsker, ToldLabel } from './ask.ts';
import { type Found, isBeforeHistory, keepLabelProof, noLabel } from './rows.ts';

/** Whether a number or username leads to the account that it was found with: `contradicts` where it is proved that it does not. */
export type LabelVerdict = 'agrees' | 'unavailable' | 'contradicts';

/** By what others were found. All but `unavailable` reject as `LabelAsker` does. */
export interface FoundLabels {
  /** Now that they are found; `isTaken`: the account is taken for theirs by now, and what contradicts that is kept. */
  readonly find: (
    asking: Asking,
    head: Head,
    found: Found,
    isTaken: () => boolean,
  ) => Promise<LabelVerdict>;
  /** Once more: what could not be looked at then, or was not for long, and at the first head at which everybody looks. */
  readonly again: (
    asking: Asking,
    head: Head,
    heads: HeadsUnder,
    row: KeyLabelRow,
  ) => Promise<void>;
  /** It could not be looked at. */
  readonly unavailable: (found: Found) => void;
}

/** Without a head at which everybody looks for so long, what agreed is worth no more than what was not looked at. */
const goodForMs = 3 * 86_400_000;

/** Over the database; what is asked is asked by `asker`. */
export const createFoundLabels = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  asker: LabelAsker,
  /** The person compared the key in use of this account. */
  isCompared: (accountId: string) => boolean,
): FoundLabels => {
  const rowOf = (found: Found): KeyLabelRow => {
    const row = store.keyLabels.get(found.accountId, found.kind);
    return row?.value === found.value ? row : noLabel(found);
  };
  /** What was proved stays, whatever the map says later and by whatever they are found again: only who they are, by comparing, ends it. */
  const save = (row: KeyLabelRow): void => {
    const kept = store.keyLabels.get(row.accountId, row.kind);
    const isHeld =
      kept?.state === 'contradicts' && row.state !== 'contradicts' && !isCompared(row.accountId);
    store.keyLabels.save({ ...(isHeld ? kept : row), lookedAt: clock.now() });
  };
  const agreed = (row: KeyLabelRow, epoch: number, told: ToldLabel, mark: number | null): void => {
    const now = clock.now();
    const { chain } = told;
    store.transaction(() => {
      const seen = { epoch, chain, mark, checkedAt: now };
      save({ ...row, ...seen, state: 'agrees', doubtedAt: null, proved: false });
      store.keyLabels.removeOthers(row);
    });
  };
  const contradicts = (row: KeyLabelRow, head: Head, told: ToldLabel): void => {
    const now = clock.now();
    const doubtedAt = row.proved ? row.doubtedAt : now;
    save({ ...row, mark: null, state: 'contradicts', doubtedAt, proved: true });
    keepLabelProof(store.meta, row, head, told, now);
  };
  const unavailable = (found: Found): void => {
    const row = rowOf(found);
    // What agreed, or contradicts, stays so.
    if (row.state === 'agrees' || row.state === 'contradicts') save(row);
    else save({ ...row, state: 'unavailable' });
  };
  const made = async (asking: Asking, found: Found): Promise<KeyLabelRow | null> => {
    const [one] = (await asker.make(asking, [found])) ?? [];
    return one ? { ...rowOf(found), ...one } : null;
  };
  /** Null where nothing was proved. */
  const look = async (asking: Asking, head: Head, row: KeyLabelRow, position?: number) => {
    const { secret, labelKey } = row;
    return secret && labelKey ? asker.lookUp(asking, head, { secret, labelKey }, position) : null;
  };
  /** At the newest head. */
  const lookNow = async (
    asking: Asking,
    head: Head,
    found: Found,
    isTaken: () => boolean,
  ): Promise<LabelVerdict> => {
    const row = await made(asking, found);
    const told = row && (await look(asking, head, row));
    if (!row || !told) {
      unavailable(found);
      return 'unavailable';
    }
    if (told.accountId === found.accountId) {
      agreed(row, head.epoch, told, head.size - 1);
      return 'agrees';
    }
    if (isTaken()) {
      // Whoever may not be found any more leads to nobody, and was told to be somebody by nothing that counts.
      if (told.chain === null) save({ ...row, mark: null, state: 'unconfirmed' });
      else contradicts(row, head, told);
    }
    return 'contradicts';
  };

  return {
    find: lookNow,
    again: async (asking, head, heads, row) => {
      const isMarked = row.mark !== null && row.epoch === head.epoch;
      if (!isMarked || isBeforeHistory(row, clock.now())) {
        await lookNow(asking, head, row, () => true);
        return;
      }
      const marks = await heads.behind((row.mark ?? 0) - 1, 1);
      const [position] = typeof marks === 'string' ? [] : marks;
      const told = position === undefined ? null : await look(asking, head, row, position);
      if (told === null) {
        const isLate = Math.abs(clock.now() - (row.checkedAt ?? 0)) >= goodForMs;
        save(isLate ? { ...row, state: 'unavailable' } : row);
        return;
      }
      const isSame = told.chain !== null && row.chain !== null && sameHash(told.chain, row.chain);
      if (isSame || told.accountId === row.accountId) agreed(row, head.epoch, told, null);
      else if (told.accountId !== null) contradicts(row, head, told);
      else save({ ...row, mark: null, state: 'unconfirmed' });
    },
    unavailable,
  };
};
