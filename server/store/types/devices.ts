import type { DeviceKeys } from '../../../contract/wire/keys.ts';
import type { Account, Device, RemovedAccount } from './accounts.ts';
import type { AccountRef, DeviceRef } from './refs.ts';

export interface StoredDevice {
  readonly deviceRef: DeviceRef;
  readonly deviceId: number;
  readonly registrationId: number;
  readonly signingKey: string;
  readonly signingKeySignature: string;
  readonly sealedName: string | null;
  readonly addedAt: number;
  /** `YYYY-MM-DD`, UTC. */
  readonly activeDay: string | null;
}

export interface LinkTicket {
  readonly device: Device;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  readonly expiresAt: number;
}

export interface NewLinkedDevice {
  readonly ticketHash: Uint8Array<ArrayBuffer>;
  readonly now: number;
  readonly device: DeviceKeys;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  readonly sealedName: string;
  readonly mostDevices: number;
}

export type LinkedDevice =
  | { readonly kind: 'expired' | 'full' }
  | { readonly kind: 'added'; readonly device: Device; readonly account: Account };

export interface DeviceRemoval {
  /** Who removes. */
  readonly by: Device;
  readonly devices: readonly { readonly deviceId: number; readonly farewell: string | null }[];
  readonly now: number;
  readonly formerTokensUntil: number;
}

export interface KeyRenewal {
  readonly by: Device;
  readonly formerKey: string;
  readonly identityKey: string;
  readonly device: DeviceKeys;
  readonly sealedName: string;
  readonly now: number;
  readonly formerTokensUntil: number;
}

/**
 * `unnoticed`: under the registration id that it has, so that nobody who writes to it would look at its keys. `same`: it was done before. `refused`: the account has another key than the former one, or the device another signing key.
 * `gone`: the device is no more itself. `deviceRefs`: those that are no more.
 */
export type RenewedKeys =
  | { readonly kind: 'same' | 'refused' | 'unnoticed' | 'gone' }
  | { readonly kind: 'renewed'; readonly deviceRefs: readonly DeviceRef[] };

/** The devices of accounts, and how one comes in beside others. */
export interface DeviceStore {
  /** In the order of their numbers. */
  readonly list: (account: AccountRef) => Promise<readonly StoredDevice[]>;
  /** False: the device is no more. */
  readonly setName: (device: DeviceRef, sealedName: string) => Promise<boolean>;
  /** Replaces the last ticket of the device. `full`: the account has `mostDevices`. `gone`: the device is no more. */
  readonly addTicket: (
    ticket: LinkTicket,
    mostDevices: number,
  ) => Promise<'added' | 'full' | 'gone'>;
  /** The identity key of the account that a ticket is of; null when it is not good any more. */
  readonly findTicket: (
    ticketHash: Uint8Array<ArrayBuffer>,
    now: number,
  ) => Promise<{ readonly identityKey: string } | null>;
  /**
   * One transaction: takes the ticket and adds the device, under a number that none of the account's devices had. The device
   * that the ticket added gets another token.
   */
  readonly add: (device: NewLinkedDevice) => Promise<LinkedDevice>;
  /** One transaction for all that there are. What they sent to others stays. Null: the one that removes is no more itself. */
  readonly remove: (removal: DeviceRemoval) => Promise<Pick<RemovedAccount, 'deviceRefs'> | null>;
  /**
   * One transaction: the account has another identity key, the device keys under it, and no other device nor any ticket is left. What
   * waits for the device stays.
   */
  readonly renewKeys: (renewal: KeyRenewal) => Promise<RenewedKeys>;
  /** Of these accounts, those that there are. */
  readonly standing: (accountIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** These devices were connected on that day. */
  readonly noteActive: (devices: readonly DeviceRef[], day: string) => Promise<void>;
  /** Removes at most `limit` tickets that are not good any more; gives how many. */
  readonly expireTickets: (now: number, limit: number) => Promise<number>;
  /** Forgets at most `limit` devices that were removed before `before`; gives how many. */
  readonly expireRemoved: (before: number, limit: number) => Promise<number>;
}
