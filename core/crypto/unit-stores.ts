import {
  IdentityChange,
  type IdentityKeyStore,
  KyberPreKeyRecord,
  type KyberPreKeyStore,
  PreKeyRecord,
  type PreKeyStore,
  type PublicKey,
  type SessionRecord,
  type SessionStore,
  SignedPreKeyRecord,
  type SignedPreKeyStore,
} from '@signalapp/libsignal-client';
import { type Bytes, toBytes } from './bytes.ts';
import { addressName, type DeviceAddress, type KeyBase } from './key-base.ts';

export interface KyberUse {
  readonly keyId: number;
  readonly signedPreKeyId: number;
  readonly baseKey: Bytes;
}

/** What a unit changed and nobody else sees yet. */
export interface Overlay {
  readonly base: KeyBase;
  readonly sessions: Map<
    string,
    { readonly peer: DeviceAddress; readonly record: SessionRecord | null }
  >;
  readonly identities: Map<string, PublicKey>;
  readonly untrusted: Map<string, PublicKey>;
  readonly usedPreKeys: Set<number>;
  readonly usedKyber: KyberUse[];
}

/** libsignal's stores of a unit for one device; they ignore the address that libsignal passes, which spares a crossing each. */
export interface PeerStores {
  readonly sessions: SessionStore;
  readonly identities: IdentityKeyStore;
}

/** The session as the unit sees it. */
export const sessionIn = (overlay: Overlay, peer: DeviceAddress): SessionRecord | null => {
  const changed = overlay.sessions.get(addressName(peer));
  return changed ? changed.record : overlay.base.session(peer);
};

/** The known identity key of an account as the unit sees it. */
export const identityOf = (overlay: Overlay, accountId: string): PublicKey | null =>
  overlay.identities.get(accountId) ?? overlay.base.peerIdentity(accountId);

/** Whether this is the known key of the account, or may be its first. */
export const isExpected = (overlay: Overlay, accountId: string, key: PublicKey): boolean =>
  identityOf(overlay, accountId)?.equals(key) ?? overlay.base.mayMeet(accountId, key);

/**
 * Sessions and identity of one device over the overlay. The first identity of an account is taken, unless the person compared another on
 * one of their devices; another one is refused in both directions and noted, until the person accepts it.
 */
export const createPeerStores = (overlay: Overlay, peer: DeviceAddress): PeerStores => {
  const name = addressName(peer);
  const { base } = overlay;
  const identity = (): PublicKey | null => identityOf(overlay, peer.accountId);
  return {
    sessions: {
      saveSession: async (_address, record) => void overlay.sessions.set(name, { peer, record }),
      getSession: async () => sessionIn(overlay, peer),
      getExistingSessions: async () => {
        const record = sessionIn(overlay, peer);
        return record ? [record] : [];
      },
    },
    identities: {
      getIdentityKey: async () => base.identity.privateKey,
      getIdentityKeyPair: async () => base.identity,
      getLocalRegistrationId: async () => base.registrationId,
      isTrustedIdentity: async (_address, key) => {
        if (isExpected(overlay, peer.accountId, key)) return true;
        overlay.untrusted.set(peer.accountId, key);
        return false;
      },
      getIdentity: async () => identity(),
      saveIdentity: async (_address, key) => {
        const known = identity();
        if (known?.equals(key)) return IdentityChange.NewOrUnchanged;
        // libsignal asks whether it is trusted first; should it not, nothing replaces what is known.
        if (!isExpected(overlay, peer.accountId, key)) throw new Error('another identity key');
        overlay.identities.set(peer.accountId, key);
        return IdentityChange.NewOrUnchanged;
      },
    },
  };
};

const missing = (what: string, keyId: number): Error => new Error(`no ${what} ${keyId}`);

/** This device's pre-keys over the overlay. */
export const createOwnPreKeyStores = (
  overlay: Overlay,
): {
  readonly preKeys: PreKeyStore;
  readonly signed: SignedPreKeyStore;
  readonly kyber: KyberPreKeyStore;
} => {
  const { keys } = overlay.base;
  return {
    preKeys: {
      savePreKey: () => Promise.reject(new Error('pre-keys are made elsewhere')),
      getPreKey: async (keyId) => {
        const row = overlay.usedPreKeys.has(keyId) ? null : keys.preKey('one_time', keyId);
        if (!row) throw missing('pre-key', keyId);
        return PreKeyRecord.deserialize(toBytes(row.record));
      },
      removePreKey: async (keyId) => void overlay.usedPreKeys.add(keyId),
    },
    signed: {
      saveSignedPreKey: () => Promise.reject(new Error('pre-keys are made elsewhere')),
      getSignedPreKey: async (keyId) => {
        const row = keys.preKey('signed', keyId);
        if (!row) throw missing('signed pre-key', keyId);
        return SignedPreKeyRecord.deserialize(toBytes(row.record));
      },
    },
    kyber: {
      saveKyberPreKey: () => Promise.reject(new Error('pre-keys are made elsewhere')),
      getKyberPreKey: async (keyId) => {
        const row = keys.preKey('kyber', keyId);
        if (!row || (!row.lastResort && overlay.usedKyber.some((use) => use.keyId === keyId)))
          throw missing('Kyber pre-key', keyId);
        return KyberPreKeyRecord.deserialize(toBytes(row.record));
      },
      markKyberPreKeyUsed: async (keyId, signedPreKeyId, baseKey) =>
        void overlay.usedKyber.push({ keyId, signedPreKeyId, baseKey: baseKey.serialize() }),
    },
  };
};
