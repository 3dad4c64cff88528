import {
  CiphertextMessageType,
  ErrorCode,
  LibSignalErrorBase,
  PreKeySignalMessage,
  processPreKeyBundle,
  SessionRecord,
  SignalMessage,
  signalDecrypt,
  signalDecryptPreKey,
  signalEncrypt,
} from '@signalapp/libsignal-client';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { EnvelopeType, OutgoingEnvelope } from '../../contract/wire/frames.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import { toLibsignalBundles } from './bundle.ts';
import { type Bytes, toBytes } from './bytes.ts';
import { addressName, type DeviceAddress, type KeyBase } from './key-base.ts';
import {
  createOwnPreKeyStores,
  createPeerStores,
  type Overlay,
  type PeerStores,
  sessionIn,
} from './unit-stores.ts';

/** `duplicate`: taken before. `unreadable`: no session that opens it. `untrusted`: under another identity key than the account's. */
export type Decrypted =
  | { readonly kind: 'plaintext'; readonly padded: Bytes }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'untrusted' };

/**
 * Encryption and decryption in memory over committed keys. Nothing is seen outside until `write` ran in a transaction and,
 * after its commit, `keep`. One unit at a time.
 */
export interface SessionUnit {
  /** Devices of the account that have a session, whether it can be sent in or not. */
  readonly devices: (accountId: string) => readonly number[];
  /** Whether messages can be encrypted for the device without a new bundle. */
  readonly canEncrypt: (peer: DeviceAddress) => boolean;
  /** Null when there is no session to encrypt in; one that fails is forgotten. */
  readonly encrypt: (peer: DeviceAddress, padded: Bytes) => Promise<OutgoingEnvelope | null>;
  readonly decrypt: (
    peer: DeviceAddress,
    type: EnvelopeType,
    content: Uint8Array,
  ) => Promise<Decrypted>;
  /**
   * Begins sessions from bundles (PQXDH). Throws `proof_invalid` when a signature in one does not hold, `untrusted_identity`
   * when it is of another identity key than the account's.
   */
  readonly begin: (bundles: KeyBundles) => Promise<void>;
  /** The present session only opens what is under way still; a new one is needed to send. */
  readonly archive: (peer: DeviceAddress) => void;
  readonly forget: (peer: DeviceAddress) => void;
  /** Accounts for which another identity key was shown than the known one; it was refused. */
  readonly untrusted: ReadonlySet<string>;
  /** Whether all that happened is that sessions went on: no key was used up, and nobody is new, refused or forgotten. */
  readonly onlyAdvanced: () => boolean;
  /** Writes what changed; inside a transaction. `at`: milliseconds. */
  readonly write: (at: number) => void;
  /** After the commit. */
  readonly keep: () => void;
}

/** A unit of work over `base`. `now` in milliseconds decides whether a session that was never answered is too old. */
export const createSessionUnit = (base: KeyBase, now: number): SessionUnit => {
  const overlay: Overlay = {
    base,
    sessions: new Map(),
    identities: new Map(),
    untrusted: new Set(),
    usedPreKeys: new Set(),
    usedKyber: [],
  };
  const date = new Date(now);
  const peers = new Map<string, PeerStores>();
  let own: ReturnType<typeof createOwnPreKeyStores> | undefined;
  const storesOf = (peer: DeviceAddress): PeerStores => {
    const name = addressName(peer);
    let stores = peers.get(name);
    if (!stores) {
      stores = createPeerStores(overlay, peer);
      peers.set(name, stores);
    }
    return stores;
  };

  const committedDevices = new Map<string, readonly number[]>();
  const devices = (accountId: string): readonly number[] => {
    let committed = committedDevices.get(accountId);
    if (!committed) {
      committed = base.keys.sessionDevices(accountId);
      committedDevices.set(accountId, committed);
    }
    const all = new Set(committed);
    for (const { peer, record } of overlay.sessions.values()) {
      if (peer.accountId !== accountId) continue;
      if (record) all.add(peer.deviceId);
      else all.delete(peer.deviceId);
    }
    return [...all];
  };

  const open = (peer: DeviceAddress, type: EnvelopeType, content: Bytes): Promise<Bytes> => {
    const { sessions, identities } = storesOf(peer);
    const address = base.addressOf(peer);
    if (type === CiphertextMessageType.Whisper)
      return signalDecrypt(
        SignalMessage.deserialize(content),
        address,
        base.address,
        sessions,
        identities,
      );
    own ??= createOwnPreKeyStores(overlay);
    return signalDecryptPreKey(
      PreKeySignalMessage.deserialize(content),
      address,
      base.address,
      sessions,
      identities,
      own.preKeys,
      own.signed,
      own.kyber,
    );
  };

  return {
    devices,
    canEncrypt: (peer) => sessionIn(overlay, peer)?.hasCurrentState(date) ?? false,
    encrypt: async (peer, padded) => {
      const { sessions, identities } = storesOf(peer);
      try {
        const message = await signalEncrypt(
          padded,
          base.addressOf(peer),
          base.address,
          sessions,
          identities,
          date,
        );
        const registrationId = sessionIn(overlay, peer)?.remoteRegistrationId() ?? 0;
        // It stands in what a contact sent, who may write anything there; the server closes on a frame that holds such a one.
        if (registrationId < 1 || registrationId > 0x3fff) {
          overlay.sessions.set(addressName(peer), { peer, record: null });
          return null;
        }
        return {
          deviceId: peer.deviceId,
          registrationId,
          type: message.type() as EnvelopeType,
          content: message.serialize(),
        };
      } catch {
        overlay.sessions.set(addressName(peer), { peer, record: null });
        return null;
      }
    },
    decrypt: async (peer, type, content) => {
      if (type === CiphertextMessageType.Plaintext) return { kind: 'unreadable' };
      try {
        return { kind: 'plaintext', padded: await open(peer, type, toBytes(content)) };
      } catch (error) {
        if (LibSignalErrorBase.is(error, ErrorCode.DuplicatedMessage)) return { kind: 'duplicate' };
        if (LibSignalErrorBase.is(error, ErrorCode.UntrustedIdentity)) return { kind: 'untrusted' };
        return { kind: 'unreadable' };
      }
    },
    begin: async (bundles) => {
      for (const { deviceId, bundle } of toLibsignalBundles(bundles)) {
        const peer = { accountId: bundles.accountId, deviceId };
        const { sessions, identities } = storesOf(peer);
        try {
          await processPreKeyBundle(
            bundle,
            base.addressOf(peer),
            base.address,
            sessions,
            identities,
            date,
          );
        } catch (error) {
          const code = LibSignalErrorBase.is(error, ErrorCode.UntrustedIdentity)
            ? 'untrusted_identity'
            : 'proof_invalid';
          throw new CodedError(code, { cause: error });
        }
      }
    },
    archive: (peer) => {
      const record = sessionIn(overlay, peer);
      if (!record) {
        overlay.sessions.set(addressName(peer), { peer, record: null });
        return;
      }
      // The held record is shared with units to come: change a copy.
      const copy = SessionRecord.deserialize(record.serialize());
      copy.archiveCurrentState();
      overlay.sessions.set(addressName(peer), { peer, record: copy });
    },
    forget: (peer) => void overlay.sessions.set(addressName(peer), { peer, record: null }),
    untrusted: overlay.untrusted,
    onlyAdvanced: () =>
      overlay.untrusted.size === 0 &&
      overlay.identities.size === 0 &&
      overlay.usedPreKeys.size === 0 &&
      overlay.usedKyber.length === 0 &&
      [...overlay.sessions.values()].every(({ record }) => record !== null),
    write: (at) => {
      const { keys } = base;
      const saved = [];
      for (const { peer, record } of overlay.sessions.values()) {
        if (record) saved.push({ ...peer, record: record.serialize() });
        else keys.removeSession(peer.accountId, peer.deviceId);
      }
      if (saved.length > 0) keys.saveSessions(saved);
      for (const [accountId, key] of overlay.identities)
        keys.savePeerIdentity(accountId, key.serialize(), at);
      if (overlay.usedPreKeys.size > 0) keys.removePreKeys('one_time', [...overlay.usedPreKeys]);
      // A last-resort key used again with the same base key is a replay; what it carried is dropped by its message id.
      for (const use of overlay.usedKyber)
        keys.markKyberPreKeyUsed(use.keyId, use.signedPreKeyId, use.baseKey);
    },
    keep: () => {
      for (const [name, { record }] of overlay.sessions) base.keepSession(name, record);
      for (const [accountId, key] of overlay.identities) base.keepIdentity(accountId, key);
    },
  };
};
