/** What is given to others in messages: what opens a field of the profile, and what lets them write. */
export const givenThings = ['about', 'photo', 'delivery'] as const;
export type GivenThing = (typeof givenThings)[number];

export interface Given {
  readonly accountId: string;
  readonly thing: GivenThing;
  /** Of the key or token; `none` when they were told that it is gone. */
  readonly mark: string;
}

/** What somebody gave, and what was read with it. */
export interface TheirProfile {
  readonly accountId: string;
  readonly aboutKey: Uint8Array | null;
  readonly photoKey: Uint8Array | null;
  /** 16 bytes. */
  readonly delivery: Uint8Array | null;
  readonly about: string | null;
  readonly photo: Uint8Array | null;
  /** A key came with which nothing was read yet. */
  readonly stale: boolean;
}

/** One field of the person's own profile. */
export interface OwnField {
  readonly field: 'about' | 'photo';
  readonly key: Uint8Array;
  /** UTF-8, or the picture; null: there is none. */
  readonly content: Uint8Array | null;
  /** The server does not have it yet. */
  readonly waiting: boolean;
}

export interface ProfilesRepository {
  /** Inserts or replaces. */
  give(given: Given): void;
  given(accountId: string): readonly Given[];
  /** Who holds this. */
  holders(thing: GivenThing, mark: string): readonly string[];
  /** They have nothing, as far as is known here. */
  takeBack(accountId: string): void;
  get(accountId: string): TheirProfile | null;
  /** Inserts or replaces the whole row. */
  save(profile: TheirProfile): void;
  remove(accountId: string): void;
  /** Of contacts who are not blocked. */
  stale(limit: number): readonly string[];
  /** What somebody gave to let this person write to them. */
  delivery(accountId: string): Uint8Array | null;
  own(field: OwnField['field']): OwnField | null;
  saveOwn(field: OwnField): void;
  /** Nothing of anybody is left: of another account than that which comes. */
  clear(): void;
}
