/** Which messages there were, for de-duplication; deleted ones included. */
export interface InboxRepository {
  has(accountId: string, messageId: string): boolean;
  /** For ids that have no message row. Rows of `messages` are known without this. */
  remember(accountId: string, messageIds: readonly string[], at: number): void;
  /** Own messages to this account that were deleted: one that another device of the account tells of is not taken any more. */
  rememberSent(accountId: string, messageIds: readonly string[], at: number): void;
  /** Forgets ids remembered before `before` that have no message row. Returns how many. */
  forget(before: number): number;
}
