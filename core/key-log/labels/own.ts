import type { ReadyAccount } from '../../account/stored.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import type { Head } from '../../log/heads.ts';
import type { KeyLabelRow } from '../../store/types/key-labels.ts';
import type { HeadsUnder } from '../heads-under.ts';
import type { LabelAsker, ToldLabel } from './ask.ts';
import { type Found, isBeforeHistory, keepLabelProof, noLabel } from './rows.ts';

/** The account's own number and username: whether they lead to it. */
export interface OwnLabels {
  readonly isDue: (account: ReadyAccount) => boolean;
  /**
   * Looks at the newest head and at all since the last look at which everybody looks. `doubt`: it may yet be made good and is to be looked
   * at soon. Rejects as `LabelAsker` does.
   */
  readonly look: (asking: Asking, head: Head, heads: HeadsUnder) => Promise<'done' | 'doubt'>;
  /** They could not be looked at. */
  readonly unavailable: (account: ReadyAccount) => void;
}

const dayMs = 86_400_000;
/** As of keys: a change that was just made is in a signed head a moment later. */
const patienceMs = 60_000;
/** What agreed is good for so long, when no look can be had after it. */
const goodForMs = 3 * dayMs;

const foundBy = ({ accountId, number, username }: ReadyAccount): readonly Found[] => [
  { accountId, kind: 'number', value: number },
  ...(username === null ? [] : [{ accountId, kind: 'username' as const, value: username }]),
];

/** Over the database; what is asked is asked by `asker`. */
export const createOwnLabels = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  asker: LabelAsker,
): OwnLabels => {
  /** By what the account was found when it was looked at last. */
  let judged = '';
  const choice = ({ findableByNumber, username }: ReadyAccount): string =>
    `${findableByNumber} ${username}`;
  const rowOf = (found: Found): KeyLabelRow => {
    const row = store.keyLabels.get(found.accountId, found.kind);
    return row?.value === found.value ? row : noLabel(found);
  };

  const judge = async (
    asking: Asking,
    head: Head,
    heads: HeadsUnder,
    row: KeyLabelRow,
    /** Null: another device may just have chosen otherwise. */
    isFindable: boolean | null,
  ): Promise<'done' | 'doubt'> => {
    const now = clock.now();
    const { secret, labelKey, accountId } = row;
    if (!secret || !labelKey) return 'done';
    const save = (next: Partial<KeyLabelRow>): void =>
      store.keyLabels.save({ ...row, lookedAt: now, ...next });
    const late = (): 'done' => {
      const isGood = Math.abs(now - (row.checkedAt ?? 0)) < goodForMs;
      save(row.state === 'contradicts' || isGood ? {} : { state: 'unavailable' });
      return 'done';
    };
    // It is not known then since when they are this account's.
    const isFirst = isBeforeHistory(row, now);
    const behind = row.epoch === head.epoch ? (row.mark ?? -1) : -1;
    const marks = isFirst ? [] : await heads.behind(behind);
    if (typeof marks === 'string') return late();
    const found = (told: ToldLabel, next: Partial<KeyLabelRow> = {}): void => {
      const doubtedAt = row.proved ? row.doubtedAt : now;
      save({ state: 'contradicts', doubtedAt, proved: true, ...next });
      keepLabelProof(store.meta, row, head, told, now);
    };
    for (const position of marks) {
      const told = await asker.lookUp(asking, head, { secret, labelKey }, position);
      if (told === null) return late();
      if (told.chain === null || told.accountId === accountId) continue;
      // What came after it is looked at next.
      found(told, { epoch: head.epoch, mark: position });
      return 'doubt';
    }
    const told = await asker.lookUp(asking, head, { secret, labelKey });
    if (told === null) return late();
    const isOther = told.chain !== null && told.accountId !== accountId;
    const isWrong = isOther || (isFindable !== null && isFindable !== (told.chain !== null));
    if (isWrong) {
      const doubtedAt = row.doubtedAt ?? now;
      const isOver = Math.abs(now - doubtedAt) >= patienceMs;
      if (!isOver) save({ doubtedAt });
      else if (isOther) found(told);
      else {
        save({ state: 'contradicts', doubtedAt });
        keepLabelProof(store.meta, row, head, told, now);
      }
      return isOver ? 'done' : 'doubt';
    }
    const mark = isFirst ? head.size - 1 : (marks.at(-1) ?? behind);
    const agrees = { epoch: head.epoch, chain: told.chain ?? row.chain, mark, checkedAt: now };
    save(row.proved ? agrees : { ...agrees, state: 'agrees', doubtedAt: null });
    return 'done';
  };

  return {
    isDue: (account) =>
      choice(account) !== judged ||
      foundBy(account)
        .map(rowOf)
        .some(
          ({ checkedAt, doubtedAt, state }) =>
            state === 'unavailable' ||
            doubtedAt !== null ||
            clock.now() - (checkedAt ?? 0) >= dayMs,
        ),
    look: async (asking, head, heads) => {
      const { account } = asking;
      if (account.username === null) store.keyLabels.remove(account.accountId, 'username');
      const told = await asking.api('getAccount', {});
      const all = foundBy(account).filter(
        ({ kind, value }) => kind === 'number' || told.username === value,
      );
      const made = await asker.make(asking, all);
      let came: 'done' | 'doubt' = 'done';
      for (const [at, found] of all.entries()) {
        const row = { ...rowOf(found), ...made?.[at] };
        if (made === null) store.keyLabels.save(row);
        const isSure = told.findableByNumber === account.findableByNumber;
        const isFindable = found.kind === 'username' || account.findableByNumber;
        const looked = await judge(
          asking,
          head,
          heads,
          row,
          found.kind === 'username' || isSure ? isFindable : null,
        );
        if (looked === 'doubt') came = looked;
      }
      judged = choice(account);
      return came;
    },
    unavailable: (account) => {
      for (const row of foundBy(account).map(rowOf)) {
        const isGood = Math.abs(clock.now() - (row.checkedAt ?? 0)) < goodForMs;
        if (row.state !== 'contradicts' && !isGood)
          store.keyLabels.save({ ...row, state: 'unavailable', lookedAt: clock.now() });
      }
    },
  };
};
