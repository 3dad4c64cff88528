/** An epoch of a log at one size. */
export interface LogHead {
  readonly epoch: number;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface SignedHead extends LogHead {
  /** The note as it was signed, without cosignatures. */
  readonly note: string;
  /** Signature lines of witnesses, without newlines; at most one for each. */
  readonly cosignatures: readonly string[];
}

export interface NewEpoch {
  readonly epoch: number;
  /** What the first entry commits to. */
  readonly start: string;
  readonly entry: Uint8Array<ArrayBuffer>;
}

/** The place of the first of some entries. */
export interface LogPlace {
  readonly epoch: number;
  readonly index: number;
}

/** A log: leaves and full tiles only grow, and a size has one signed root for ever. */
export interface LogStore {
  /** In a transaction of its own; what belongs together with other rows is appended in theirs. */
  readonly append: (entries: readonly Uint8Array<ArrayBuffer>[]) => Promise<LogPlace>;
  /** The present epoch, signed or not. */
  readonly head: () => Promise<LogHead>;
  /** Keeps what was signed before anybody sees it; false when another root stands signed for this size. */
  readonly sign: (head: LogHead, note: string) => Promise<boolean>;
  /** The signed head with the greatest size of an epoch; null for none. */
  readonly newestSigned: (epoch: number) => Promise<SignedHead | null>;
  readonly findSigned: (epoch: number, size: number) => Promise<SignedHead | null>;
  readonly addCosignature: (
    epoch: number,
    size: number,
    witness: string,
    line: string,
  ) => Promise<void>;
  /** The first `width` hashes of a tile; null when it has not so many. */
  readonly tile: (
    epoch: number,
    level: number,
    index: number,
    width: number,
  ) => Promise<Uint8Array<ArrayBuffer> | null>;
  /** Entries from `from`; fewer than `count` at the end. */
  readonly entries: (epoch: number, from: number, count: number) => Promise<readonly Uint8Array[]>;
  /** What the first entry of the epoch commits to; null for the first epoch, and for one that never was. */
  readonly epochStart: (epoch: number) => Promise<string | null>;
  /** Begins an epoch greater than all before; false for any other. */
  readonly rollTo: (next: NewEpoch) => Promise<boolean>;
}
