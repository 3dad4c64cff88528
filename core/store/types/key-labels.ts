import type { Handle } from '../../../contract/handle.ts';

/** A handle, and the account that is, or was, found by it. */
export interface AccountHandle extends Handle {
  readonly accountId: string;
}

/** What the map of keys was seen to say of one. */
export interface KeyLabelRow extends AccountHandle {
  /** What its label is made of, and the server's key by which that was made; null before it was. */
  readonly secret: Uint8Array | null;
  readonly labelKey: Uint8Array | null;
  /** What its leaf said when it agreed; null before. */
  readonly chain: Uint8Array | null;
  /** Of the log of keys, when it was seen last; 0 before that. */
  readonly epoch: number;
  /** Distinguished heads behind this position are still to be looked at: of the account's own each, of others the first. Null: none is. */
  readonly mark: number | null;
  /** `unconfirmed`: when it had to be said once more, it led to nobody, or to whom was kept back. It agrees again at a distinguished head alone. */
  readonly state: 'agrees' | 'unavailable' | 'unconfirmed' | 'contradicts';
  /** When it last agreed, and was last asked about, by this computer's clock; null for never. */
  readonly checkedAt: number | null;
  readonly lookedAt: number | null;
  /** Since when it says something else, which may yet be made good; null where it does not, and once it contradicts. */
  readonly doubtedAt: number | null;
  /** When it contradicts, when that was found first and last; else null. */
  readonly foundAt: number | null;
  readonly lastFoundAt: number | null;
  /** It was proved to lead to somebody else: no later look makes that good. */
  readonly proved: boolean;
}

/** By this computer's clock: what was looked at later than now was looked at when it was ahead. */
export interface OpenLabels {
  readonly now: number;
  /** In which those that wait for a head are looked at once. */
  readonly markedMs: number;
  /** And unconfirmed ones. */
  readonly unconfirmedMs: number;
}

export interface KeyLabelsRepository {
  get(handle: AccountHandle): KeyLabelRow | null;
  /** All of one account. */
  of(accountId: string): readonly KeyLabelRow[];
  /** Inserts or replaces the row of this very number or username of the account. */
  save(row: KeyLabelRow): void;
  remove(handle: AccountHandle): void;
  /**
   * The same number or username leads to this account now: that others were found by it counts no more where it agreed and nothing is left
   * to be looked at. What is, and what was proved, stays.
   */
  removeOthers(handle: AccountHandle): void;
  /**
   * Whoever it is of is not here any more, so that nothing is looked at for them: all of one account goes but what contradicts.
   */
  forget(accountId: string): void;
  /** Of one account no more than `most` are kept, where those of before agree and nothing is left to be looked at. */
  trim(accountId: string, most: number): void;
  /**
   * Rows of other accounts that are to be looked at: those that could not be, those that wait for a head, and unconfirmed ones, where they were
   * not in their time, in milliseconds up to `now`. Who waits for a head comes first, then who waited longest.
   */
  open(own: string, when: OpenLabels, limit: number): readonly KeyLabelRow[];
  /** Whether any agrees and waits for a head that agreed last after `after`, and no later than `until`, by this computer's clock. */
  agreedBetween(after: number, until: number): boolean;
}
