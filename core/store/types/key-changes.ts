import type { EnvelopeType } from '../../../contract/wire/frames.ts';

/** Another identity key than the known one of an account. */
export interface KeyChangeRow {
  readonly accountId: string;
  /** Base64 of its SHA-256. */
  readonly keyHash: string;
  /** Serialised public key; null: it was accepted on another device and not seen here yet. */
  readonly identityKey: Uint8Array | null;
  readonly shownAt: number;
  /** accepted: to be carried out, as soon as the key was seen. */
  readonly state: 'undecided' | 'accepted';
  /** The chat says that it changed. */
  readonly told: boolean;
  /** Something that came under it was not kept. */
  readonly lost: boolean;
}

/** An envelope that came under a key that is not accepted, as it came. */
export interface HeldEnvelope {
  readonly accountId: string;
  readonly deviceId: number;
  readonly type: EnvelopeType;
  readonly content: Uint8Array;
  /** By the server's clock. */
  readonly acceptedAt: number;
}

export interface KeyChangesRepository {
  get(accountId: string): KeyChangeRow | null;
  /** Inserts or replaces the row of the account. */
  save(row: KeyChangeRow): void;
  /** Decided, or over: with all that is held of the account. */
  remove(accountId: string): void;
  /** Account ids that wait for a decision. */
  undecided(): readonly string[];
  /** Account ids whose key was seen and is accepted. */
  accepted(): readonly string[];
  /** Keeps envelopes of one account in order, the same one once. False when not all of them found room. */
  hold(envelopes: readonly HeldEnvelope[]): boolean;
  /** In the order in which they came. */
  held(accountId: string): readonly HeldEnvelope[];
  /** Drops what is held of the account; true when there was something. */
  dropHeld(accountId: string): boolean;
}

/** Of one account, and of all together; an envelope that begins a session takes some 2 kB. */
export const heldLimits = {
  countOfOne: 500,
  bytesOfOne: 2_097_152,
  bytesOfAll: 33_554_432,
} as const;
