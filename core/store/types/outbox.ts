export interface NewOutboxRow {
  /** The frame's clientMessageId. */
  readonly id: string;
  readonly accountId: string;
  readonly kind: 'message' | 'receipt' | 'control' | 'sync';
  /** Of kind `message`, and of `sync` that holds its words: the row goes when the message is removed. */
  readonly messageId: string | null;
  readonly chatId: string | null;
  /** What is encrypted. */
  readonly content: Uint8Array;
  readonly createdAt: number;
  /** When it is encrypted already. */
  readonly ciphertext?: Uint8Array | null;
}

export interface OutboxRow extends NewOutboxRow {
  /** Grows; the order of sending to one recipient. */
  readonly order: number;
  /** Encrypted already: send these same bytes again. */
  readonly ciphertext: Uint8Array | null;
}

export interface OutboxRepository {
  /** Gives the orders, as the rows stand. A row whose id is there already is not added again and gives the order it has. */
  add(rows: readonly NewOutboxRow[]): readonly number[];
  get(id: string): OutboxRow | null;
  /** Everyone who has rows, longest waiting first. */
  recipients(): readonly string[];
  /** Rows of one recipient in order, after `afterOrder` (0: from the first). */
  rowsOf(accountId: string, afterOrder: number, limit: number): readonly OutboxRow[];
  saveCiphertext(id: string, ciphertext: Uint8Array): void;
  /** Forgets ciphertexts of a recipient, to encrypt anew after their devices changed. */
  dropCiphertexts(accountId: string): void;
  /** Sent or given up. Ids that are gone already are fine. */
  remove(ids: readonly string[]): void;
  removeOf(accountId: string): void;
  /** Rows of kind `message`, kept as a running total. */
  queuedMessageCount(): number;
}
