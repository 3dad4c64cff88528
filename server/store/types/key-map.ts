import type { HeadRange } from '../../../contract/transparency/keys/distinguished.ts';
import type { KeyState } from '../../../contract/transparency/keys/entry.ts';
import type { MapHead } from '../../../contract/transparency/keys/head.ts';
import type { MapPath } from '../../../contract/transparency/keys/map.ts';

/** One version of an account's entry. */
export interface KeyVersion {
  readonly commitment: Uint8Array;
  /** What it is a commitment to; null once the account is gone. */
  readonly opening: { readonly state: NonNullable<KeyState>; readonly nonce: Uint8Array } | null;
}

/** A head of the map and where it stands in its epoch of the log. */
export interface PlacedHead {
  readonly position: number;
  readonly head: MapHead;
}

/** What the map held under an account's label at one entry of the log of keys. */
export interface KeyLookup extends PlacedHead {
  /** It is of before there was a map, and not entered yet. */
  readonly waits: boolean;
  readonly path: MapPath;
  /** The version before the first that is told, 0 for none, and the chain there. */
  readonly from: number;
  readonly chain: Uint8Array;
  readonly versions: readonly KeyVersion[];
}

/**
 * The map of every account's identity key and devices. Whatever changes them changes it in the same transaction and appends the new head
 * to the log of keys.
 */
export interface KeyMapStore {
  /**
   * At the head at a position below `size`, the newest where none is named, with the versions behind `afterVersion`, the newest `most` of
   * them; null where there is no head, or it is kept no more.
   */
  readonly lookUp: (
    accountId: string,
    at: HeadRange & { readonly position?: number | undefined },
    afterVersion: number,
    most: number,
  ) => Promise<KeyLookup | null>;
  /** The heads whose times say which are distinguished: behind a position, or the last one where none is given. */
  readonly heads: (range: HeadRange, after?: number) => Promise<readonly PlacedHead[]>;
  /**
   * Takes out what is kept of heads between two distinguished ones, both from `before` or earlier, in one transaction of about `limit` rows;
   * false when there is no more of that. `signed`: the present epoch as far as a checkpoint covers it.
   */
  readonly thin: (signed: HeadRange, before: number, limit: number) => Promise<boolean>;
  /** Enters at most `limit` accounts of before there was a map; false when there are no more. */
  readonly adopt: (limit: number) => Promise<boolean>;
  /** Appends a head when the last one is older: what stays the same is said to be so. */
  readonly beat: (olderThanMs: number) => Promise<void>;
  /** Calls back, inside the transaction, for every head. Gives the way to end it. */
  readonly onHead: (listener: () => void) => () => void;
}
