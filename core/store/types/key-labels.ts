import type { LabelKind } from '../../../contract/transparency/keys/label.ts';

/** What the map of keys was seen to say of a number or username by which an account is found. */
export interface KeyLabelRow {
  readonly accountId: string;
  readonly kind: LabelKind;
  /** A number in E.164, or a whole username. */
  readonly value: string;
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
  /** Since when it says something else, which may yet be made good; when it contradicts, when that was found. */
  readonly doubtedAt: number | null;
  /** It was proved to lead to somebody else: no later look makes that good. */
  readonly proved: boolean;
}

export interface KeyLabelsRepository {
  get(accountId: string, kind: LabelKind): KeyLabelRow | null;
  /** Both kinds of one account. */
  of(accountId: string): readonly KeyLabelRow[];
  /** Inserts or replaces the row of the account and kind. */
  save(row: KeyLabelRow): void;
  remove(accountId: string, kind: LabelKind): void;
  /** The same number or name leads to this account now: that others were found by it counts no more, but what was proved of that stays. */
  removeOthers(row: Pick<KeyLabelRow, 'accountId' | 'kind' | 'value'>): void;
  /** Rows of other accounts that could not be looked at, or wait for a head and were not looked at since `before`; those that waited longest first. */
  open(own: string, before: number, limit: number): readonly KeyLabelRow[];
}
