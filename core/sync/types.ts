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
}

/** What another device of the account said, in the order in which it came. */
export interface SyncIn {
  /** Inside the transaction that takes it. */
  readonly heard: (sync: Sync, from: { readonly deviceId: number; readonly at: number }) => void;
  /** After the commit. */
  readonly committed: () => void;
}
