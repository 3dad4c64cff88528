/** Which message ids were received, for de-duplication per sender; deleted messages included. */
export interface InboxRepository {
  has(accountId: string, messageId: string): boolean;
  /** For ids that have no message row. Rows of `messages` are known without this. */
  remember(accountId: string, messageIds: readonly string[], at: number): void;
  /** Forgets ids remembered before `before` that have no message row. Returns how many. */
  forget(before: number): number;
}
