import type { AccountRef, DeviceRef } from './refs.ts';

export interface StoredRecord {
  /** From 1, without gaps, over all devices of the account. */
  readonly order: number;
  /** 64 hex digits. */
  readonly hash: string;
  readonly deviceId: number;
  /** Canonical JSON, byte for byte. */
  readonly record: string;
  readonly signature: string;
  readonly receivedAt: number;
  readonly forked: boolean;
  readonly counterSignature: string;
  /** The hash chain of the account’s records up to here, 64 hex digits. */
  readonly last: string;
}

/** What is known of an account besides its records. */
export interface ConsentAccount {
  readonly number: string;
  /** A backup was restored and not every device has shown yet that nothing of its choices is missing. */
  readonly unconfirmed: boolean;
  /** Orders above it may have been other records before a backup was restored; null: none ever was. */
  readonly sureOrder: number | null;
}

export interface ConsentDevice {
  /** Ed25519, base64. */
  readonly signingKey: string;
  /** Everything that the device once knew to be here is here, and was when it signed its records from this one on; null: not known. */
  readonly choicesFromSequence: number | null;
}

/** Choices, append-only while their account stands. */
export interface ConsentStore {
  readonly account: (ref: AccountRef) => Promise<ConsentAccount | null>;
  readonly device: (ref: DeviceRef) => Promise<ConsentDevice | null>;
  /** In their order, from the one after `after`. */
  readonly records: (
    ref: AccountRef,
    after: number,
    limit: number,
  ) => Promise<readonly StoredRecord[]>;
  /** One transaction: all of them behind those that stand, or none. False: the account is gone. Rejects unless the orders follow. */
  readonly append: (ref: AccountRef, records: readonly StoredRecord[]) => Promise<boolean>;
  /**
   * The device has shown that nothing of its choices is missing; `fromSequence`: the next that it signs. Of the account that is
   * known once each of its devices has.
   */
  readonly confirm: (account: AccountRef, device: DeviceRef, fromSequence: number) => Promise<void>;
  /** A device knows of a record that is not here: what this account's devices had since is unknown. */
  readonly doubt: (ref: AccountRef) => Promise<void>;
  /** A backup was restored: the same of every account. */
  readonly doubtAll: () => Promise<void>;
}
