import type { KeyedDevice } from '../../../contract/transparency/keys/entry.ts';

/** A device of an account under one identity key, with one set of keys. */
export interface PeerDevice extends KeyedDevice {
  readonly accountId: string;
  /** Of the account, serialised. */
  readonly identityKey: Uint8Array;
}

/** What is known of one. */
export interface PeerDeviceRow extends KeyedDevice {
  readonly identityKey: Uint8Array;
  /** 0: not known. */
  readonly registrationId: number;
  /** Ed25519, which the identity key certified. */
  readonly signingKey: Uint8Array | null;
  /** When it was met first; null where that was not kept. */
  readonly seenAt: number | null;
  /** The time of the first head at which the log of keys was read to have it. */
  readonly loggedAt: number | null;
  /** When the log was read to have it no more. */
  readonly goneAt: number | null;
}

/** When the log of keys was read, and under a head of which time. */
export interface LoggedTimes {
  readonly headAt: number;
  readonly at: number;
  /** When those that are new were met; null where that was before it was kept. */
  readonly seenAt: number | null;
}

export interface PeerDevicesRepository {
  /** Keeps those that are new; gives the accounts of these. */
  meet(devices: readonly PeerDevice[], at: number): readonly string[];
  /** In the order in which they were met. */
  devicesOf(accountId: string): readonly PeerDeviceRow[];
  /**
   * The log of keys was read: `said` are devices that versions of the account's entry have under this identity key, `present` those of its
   * newest version, null where that is of another key. True when anything of it is new.
   */
  logged(
    account: Pick<PeerDevice, 'accountId' | 'identityKey'>,
    said: readonly KeyedDevice[],
    present: readonly KeyedDevice[] | null,
    times: LoggedTimes,
  ): boolean;
  /** Keeps the first signing key of a device that was met. */
  certified(device: PeerDevice, signingKey: Uint8Array): void;
}

/** Of one account under one identity key: what a server makes up beyond that is not kept. */
export const mostPeerDevices = 256;
/**
 * Of one account under all its keys. Beyond that the oldest go: first those of keys that anybody can make up, then those of former keys. Those
 * of the key in use and of the one that is offered stay.
 */
export const mostOfAccount = 1_024;
