import type { Sync } from '../../contract/content/schema.ts';
import type { PreparedRow } from '../outbox/prepared.ts';

/** What this device tells the account's others. */
export interface SyncOut {
  /** Whether there are any, as far as is known. */
  readonly hasOthers: () => boolean;
  /** There are others, or none, by the list of devices. They are found out by themselves, too: when one speaks, or none takes. */
  readonly setOthers: (areThere: boolean) => void;
  /** Adds what is to be told to the database; inside a transaction. Nothing when there are no others, or they were told the same. */
  readonly write: (syncs: readonly Sync[]) => readonly PreparedRow[];
  /** Sends it; after the commit. */
  readonly committed: (rows: readonly PreparedRow[]) => void;
  /**
   * `write` in a transaction of its own, in which what `plan` foretells can be added already encrypted: `tell` does so. Null when
   * nothing could be. Between the two something else may be written: `write` decides whether what was foretold holds.
   */
  readonly together: <T>(
    plan: () => readonly Sync[],
    write: (tell: (() => readonly PreparedRow[]) | null) => T,
  ) => Promise<T>;
}

/** What another device of the account said, in the order in which it came. */
export interface SyncIn {
  /** Inside the transaction that takes it. */
  readonly heard: (sync: Sync, from: { readonly deviceId: number; readonly at: number }) => void;
  /** After the commit. */
  readonly committed: () => void;
  /** What this device told that another one may have lost, as it stands now. */
  readonly toRepeat?: () => readonly Sync[];
}
