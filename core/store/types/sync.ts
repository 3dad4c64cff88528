/** A message by what both sides and all devices call it. */
export interface MessageName {
  readonly messageId: string;
  readonly outgoing: boolean;
}

/** What the account's other devices were told, by name: the words themselves are in `messages`, or nowhere any more. */
export type JournalEntry = MessageName & {
  readonly what: 'sent' | 'read' | 'deleted';
  /** Whose chat it is about. */
  readonly accountId: string;
  /** Of `sent`: when the server took the message; of `read`: when it was. By the server's clock. */
  readonly acceptedAt: number | null;
};

/** What was heard of a message that is not here: the other side got it or read it, or another device saw everything up to it. */
export type EarlyWord = 'delivered' | 'read' | 'seen';

export interface SyncRepository {
  /** Notes what is told. Of an account only the last `read` stays. False when the very same was told before. */
  note(entry: JournalEntry, at: number): boolean;
  /** What was told since, oldest first; the newest `limit` of it. */
  entries(since: number, limit: number): readonly JournalEntry[];
  /**
   * Keeps a word about messages with one account until `messages.add` meets them. Bounded for each account and in all, and the
   * newest stay. `at`, by the server's clock, is when that was.
   */
  keepEarly(accountId: string, word: EarlyWord, messages: readonly MessageName[], at: number): void;
  /** Forgets what is older than `before`, and of the journal what is beyond its bound. */
  forget(before: number): void;
  /** Forgets everything, what waits for other devices included, when another account begins. */
  clear(): void;
}
