import type { HeadRange } from '../../../contract/transparency/keys/distinguished.ts';
import type { KeyState } from '../../../contract/transparency/keys/entry.ts';
import type { MapHead } from '../../../contract/transparency/keys/head.ts';
import type { LabelKind } from '../../../contract/transparency/keys/label.ts';
import type { MapPath } from '../../../contract/transparency/keys/map.ts';
import type { LabelKeys } from '../../../contract/transparency/keys/oblivious.ts';

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

/** Whose label it is, and what hides that in the map. */
export interface LabelOpening {
  readonly accountId: string;
  readonly nonce: Uint8Array;
}

/** What the map held under a label at one entry of the log of keys. */
export interface LabelLookup extends PlacedHead {
  /** There is none, and not all accounts of before are entered. */
  readonly waits: boolean;
  readonly path: MapPath;
  /** Of the label of the key that makes labels. */
  readonly keyPath: MapPath;
  /** Null where the label is nobody's, or was that of somebody who neither has it now nor asks. */
  readonly opening: LabelOpening | null;
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
  /** Make labels. Throws where the store was given none. */
  readonly labelKeys: () => LabelKeys;
  /** Has the map commit to the key that makes labels. Rejects where it commits to another, or there is none: then whoever is to be found waits. */
  readonly commitLabelKey: () => Promise<void>;
  /** As `lookUp`, of a number's or username's label, at a head from `since` or later, for an account. */
  readonly lookUpLabel: (
    label: Uint8Array<ArrayBuffer>,
    at: HeadRange & { readonly position: number },
    since: number,
    asks: string,
  ) => Promise<LabelLookup | null>;
  /** Where it first stood in the map that somebody is found by this; null where nobody is, or that is long ago. */
  readonly labelledAt: (
    kind: LabelKind,
    value: string,
  ) => Promise<{ readonly epoch: number; readonly position: number } | null>;
  /** Enters by what at most `limit` accounts that wait for it are found; false when there are no more, or the map commits to another key. */
  readonly adoptLabels: (limit: number) => Promise<boolean>;
  /** Appends a head when the last one is older: what stays the same is said to be so. */
  readonly beat: (olderThanMs: number) => Promise<void>;
  /** Calls back, inside the transaction, for every head. Gives the way to end it. */
  readonly onHead: (listener: () => void) => () => void;
}
