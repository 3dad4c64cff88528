/** From which head of the map of keys on a look at an entry is owed, in the epoch of its row. Stored as its mark. */
export interface OwedLook {
  readonly position: number;
  readonly version: number;
  /** By this computer's clock. */
  readonly since: number;
}

/** What was seen of an account's entry in the map of keys. */
export interface KeyEntryRow {
  readonly accountId: string;
  /** Of the log of keys, when it was seen last; 0 before that. */
  readonly epoch: number;
  /** Of the head at which it was seen last; -1 where that was not kept. */
  readonly position: number;
  /** The newest version that was proved; 0 for none. */
  readonly version: number;
  /** Over all versions up to it. */
  readonly chain: Uint8Array;
  /** SHA-256, hex, of the key that `state` is about; null before one was asked about. */
  readonly keyHash: string | null;
  readonly state: 'agrees' | 'unavailable' | 'contradicts';
  /** When the map was last seen to agree, by this computer's clock; null for never. */
  readonly checkedAt: number | null;
  /** When it was last its turn to be looked at, however that ended, by this computer's clock; null for never. */
  readonly lookedAt: number | null;
  /**
   * Of the own entry the last distinguished head at which it was looked at; of a contact's the head that first showed something which no
   * distinguished head was looked at for yet.
   */
  readonly mark: OwedLook | null;
  /** Since when it proves something else than it should, which may yet be made good; null where it does not. */
  readonly doubtedAt: number | null;
  /** Of a contradiction that no other key makes good, its kind; what proves it is kept apart. */
  readonly evidence: string | null;
}

/** By this computer's clock, in milliseconds. */
interface EntriesDue {
  /** Not seen to agree since this is due. */
  readonly before: number;
  /** The same where a mark waits for a distinguished head. */
  readonly markedBefore: number;
  /** What was seen to agree after this was so by a clock that was ahead: it is due as well. A turn after this was none. */
  readonly now: number;
}

export interface KeyEntriesRepository {
  get(accountId: string): KeyEntryRow | null;
  /** Inserts or replaces the row of the account. */
  save(row: KeyEntryRow): void;
  /** It was the turn of this account. Changes nothing where there is no row. */
  looked(accountId: string, at: number): void;
  /**
   * Accounts whose identity key is known here and that are due, or could not be looked at last. Whose turn it never was comes first, of those
   * whom nothing is kept of before others; then whose turn was longest ago.
   */
  due(of: EntriesDue, limit: number): readonly string[];
  /** Accounts whose identity key is known here, due or not, whose turn was longest ago first. */
  all(limit: number): readonly string[];
  /** Whether any agrees that did so last after `after`, and no later than `until`, by this computer's clock. */
  agreedBetween(after: number, until: number): boolean;
}
