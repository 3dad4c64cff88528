import type { LabelKind } from '../../../contract/transparency/keys/label.ts';

/** A number or username, and the account that is, or was, found by it. */
export interface NamedAccount {
  readonly accountId: string;
  readonly kind: LabelKind;
  /** A number in E.164, or a whole username. */
  readonly value: string;
}

/** What the map of keys was seen to say of one. */
export interface KeyLabelRow extends NamedAccount {
  /** What its label is made of, and the server's key by which that was made; null before it was. */
  readonly secret: Uint8Array | null;
  readonly labelKey: Uint8Array | null;
  /** What its leaf said when it agreed; null before. */
  readonly chain: Uint8Array | null;
  /** Of the log of keys, when it was seen last; 0 before that. */
  readonly epoch: number;
  /**
   * Of the account's own the position behind which distinguished heads are still to be looked at; of a contact's the one from which on the
   * first is, and null once it was.
   */
  readonly mark: number | null;
  /** `unconfirmed`: when it had to be said once more, it led to nobody. */
  readonly state: 'agrees' | 'unavailable' | 'unconfirmed' | 'contradicts';
  /** When it last agreed, and was last asked about, by this computer's clock; null for never. */
  readonly checkedAt: number | null;
  readonly lookedAt: number | null;
  /** Since when it says something else, which may yet be made good; when it contradicts, when that was found last. */
  readonly doubtedAt: number | null;
  /** When it contradicts, when that was found first; else null. */
  readonly foundAt: number | null;
  /** It was proved to lead to somebody else: no later look makes that good. */
  readonly proved: boolean;
}

export interface KeyLabelsRepository {
  get(name: NamedAccount): KeyLabelRow | null;
  /** All of one account. */
  of(accountId: string): readonly KeyLabelRow[];
  /** Inserts or replaces the row of this very number or username of the account. */
  save(row: KeyLabelRow): void;
  remove(name: NamedAccount): void;
  /**
   * The same number or username leads to this account now: that others were found by it counts no more where it agreed and nothing is left
   * to be looked at. What is, and what was proved, stays.
   */
  removeOthers(name: NamedAccount): void;
  /** Rows of other accounts that could not be looked at, or wait for a head and were not looked at since `before`; those that waited longest first. */
  open(own: string, before: number, limit: number): readonly KeyLabelRow[];
}
