export interface StoredPolicy {
  readonly id: string;
  /** 64 hex digits. */
  readonly hash: string;
  readonly publishedAt: number;
  /** Canonical JSON. */
  readonly document: string;
}

/** `taken`: a version with this id or hash stands. `not_newest`: one published at the same time or later stands. */
export type PublishOutcome = 'published' | 'taken' | 'not_newest';

/** Published versions: they only come in, from this program or another one beside it. */
export interface PolicyStore {
  readonly publish: (policy: StoredPolicy) => Promise<PublishOutcome>;
  readonly count: () => Promise<number>;
  /** In the order they were published. */
  readonly list: () => Promise<readonly StoredPolicy[]>;
}
