import {
  IdentityKeyPair,
  ProtocolAddress,
  PublicKey,
  SessionRecord,
} from '@signalapp/libsignal-client';
import { LRUCache } from 'lru-cache';
import type { KeysRepository } from '../store/types/keys.ts';
import { toBytes } from './bytes.ts';

/** One device of one account. */
export interface DeviceAddress {
  readonly accountId: string;
  readonly deviceId: number;
}

/** Committed keys and sessions: the database, with what was used last held ready as libsignal's objects. */
export interface KeyBase {
  /** The account and device that these keys are of. */
  readonly own: DeviceAddress;
  readonly identity: IdentityKeyPair;
  readonly registrationId: number;
  readonly address: ProtocolAddress;
  readonly keys: KeysRepository;
  /** Null when there is none, or none that can be read. */
  readonly session: (peer: DeviceAddress) => SessionRecord | null;
  /** Of the own account, the own key. */
  readonly peerIdentity: (accountId: string) => PublicKey | null;
  /** Whether this may be taken for the first key of an account; another one is refused as a changed key is. */
  readonly mayMeet: (accountId: string, key: PublicKey) => boolean;
  readonly addressOf: (peer: DeviceAddress) => ProtocolAddress;
  /** Takes over what a unit committed; null: gone. */
  readonly keepSession: (name: string, record: SessionRecord | null) => void;
  readonly keepIdentity: (accountId: string, key: PublicKey) => void;
  /** A device of this account was met for the first time, under whichever key; after the commit. */
  readonly metDevice: (accountId: string) => void;
}

const heldSessions = 2_000;

/** The name of a device's session among what is held. */
export const addressName = (peer: DeviceAddress): string => `${peer.accountId}.${peer.deviceId}`;

/** Takes the keys of this account and device. Throws when `identity` holds none that libsignal reads. */
export const createKeyBase = (options: {
  readonly keys: KeysRepository;
  readonly own: DeviceAddress;
  readonly keyPair: Uint8Array;
  readonly registrationId: number;
}): KeyBase => {
  const { keys, own } = options;
  const sessions = new LRUCache<string, SessionRecord>({ max: heldSessions });
  const identities = new LRUCache<string, PublicKey>({ max: heldSessions });
  const addresses = new LRUCache<string, ProtocolAddress>({ max: heldSessions });

  const session = (peer: DeviceAddress): SessionRecord | null => {
    const name = addressName(peer);
    const held = sessions.get(name);
    if (held) return held;
    const stored = keys.session(peer.accountId, peer.deviceId);
    if (!stored) return null;
    try {
      const record = SessionRecord.deserialize(toBytes(stored));
      sessions.set(name, record);
      return record;
    } catch {
      // A record that cannot be read is a lost session: it is made anew like one.
      return null;
    }
  };

  const identity = IdentityKeyPair.deserialize(toBytes(options.keyPair));

  const peerIdentity = (accountId: string): PublicKey | null => {
    // Another device of the account is one only under the very same key: nobody's word stands in for it.
    if (accountId === own.accountId) return identity.publicKey;
    const held = identities.get(accountId);
    if (held) return held;
    const row = keys.peerIdentity(accountId);
    if (!row) return null;
    try {
      const key = PublicKey.deserialize(toBytes(row.identityKey));
      identities.set(accountId, key);
      return key;
    } catch {
      return null;
    }
  };

  const addressOf = (peer: DeviceAddress): ProtocolAddress => {
    const name = addressName(peer);
    let address = addresses.get(name);
    if (!address) {
      address = ProtocolAddress.new(peer.accountId, peer.deviceId);
      addresses.set(name, address);
    }
    return address;
  };

  return {
    own,
    identity,
    registrationId: options.registrationId,
    address: addressOf(own),
    keys,
    session,
    peerIdentity,
    mayMeet: () => true,
    addressOf,
    keepSession: (name, record) => {
      if (record) sessions.set(name, record);
      else sessions.delete(name);
    },
    keepIdentity: (accountId, key) => void identities.set(accountId, key),
    metDevice: () => undefined,
  };
};
