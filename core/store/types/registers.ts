export interface RegisterRow {
  readonly key: string;
  /** As `writeRegisters` of contract/settings/registers writes the one. */
  readonly writes: string;
}

/** Values that all devices of the account share, each with the writes that are kept of it. */
export interface RegistersRepository {
  /** Undefined for one that was never written. */
  get(key: string): string | undefined;
  /** Keeps one; it waits for the server from now on. */
  put(row: RegisterRow): void;
  all(): readonly RegisterRow[];
  /** Of those that begin with `prefix`, sorted. */
  keys(prefix: string): readonly string[];
  count(): number;
  /** Keys of those that the server does not have yet. */
  waiting(): readonly string[];
  /** The server has these, as they were then; what changed since goes on waiting. */
  arrived(rows: readonly RegisterRow[]): void;
  /** Without effect for one that was never written. */
  remove(key: string): void;
  clear(): void;
}
