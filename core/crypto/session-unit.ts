import {
  CiphertextMessageType,
  ErrorCode,
  LibSignalErrorBase,
  PreKeySignalMessage,
  PublicKey,
  processPreKeyBundle,
  SessionRecord,
  SignalMessage,
  signalDecrypt,
  signalDecryptPreKey,
  signalEncrypt,
} from '@signalapp/libsignal-client';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { maxRegistrationId } from '../../contract/ids.ts';
import type { EnvelopeType, OutgoingEnvelope } from '../../contract/wire/frames.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import type { EnvelopeFacts, SeenEnvelope } from '../store/types/keys.ts';
import { toLibsignalBundles, toLibsignalIdentity } from './bundle.ts';
import { type Bytes, toBytes } from './bytes.ts';
import { factsOfEnvelope, factsOfFirst, factsOfMessage } from './envelope-facts.ts';
import { addressName, type DeviceAddress, type KeyBase } from './key-base.ts';
import { toKeyHash } from './key-hash.ts';
import { createMetDevices } from './met-devices.ts';
import { type Unsealed, type UnsealOptions, unsealEnvelope } from './sealed-sender.ts';
import {
  createOwnPreKeyStores,
  createPeerStores,
  identityOf,
  isExpected,
  type Overlay,
  type PeerStores,
  sessionIn,
} from './unit-stores.ts';

/**
 * `duplicate`: taken before. `unreadable`: no session that opens it. `untrusted`: under another identity key than the account's.
 * `forged`: under another one than it came with.
 */
export type Decrypted =
  | {
      readonly kind: 'plaintext';
      readonly padded: Bytes;
      /** SHA-256, hex, of the identity key that it came under. */
      readonly keyHash: string;
      readonly seen: EnvelopeFacts;
    }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'untrusted'; readonly identityKey: Bytes };

/**
 * Encryption and decryption in memory over committed keys. Nothing is seen outside until `write` ran in a transaction and,
 * after its commit, `keep`. One unit at a time.
 */
export interface SessionUnit {
  /** Whose device this is. */
  readonly own: DeviceAddress;
  /** Devices of the account that have a session, whether it can be sent in or not. */
  readonly devices: (accountId: string) => readonly number[];
  /** Nothing is encrypted for the account: another identity key is shown for it and not accepted, or the one in use is not checked. */
  readonly isWithheld: (accountId: string) => boolean;
  /** Whether messages can be encrypted for the device without a new bundle. */
  readonly canEncrypt: (peer: DeviceAddress) => boolean;
  /** Null when there is no session to encrypt in; one that fails is forgotten. */
  readonly encrypt: (peer: DeviceAddress, padded: Bytes) => Promise<OutgoingEnvelope | null>;
  /** What was sent sealed, with its sender; as `unsealEnvelope`. No session is looked at. */
  readonly unseal: (
    content: Uint8Array,
    options: UnsealOptions,
  ) => Promise<Unsealed | 'elsewhere' | null>;
  /** `key`: that of the certificate, where it came sealed; under another one it is `forged`. */
  readonly decrypt: (
    peer: DeviceAddress,
    type: EnvelopeType,
    content: Uint8Array,
    key?: PublicKey,
  ) => Promise<Decrypted>;
  /**
   * Begins sessions from bundles (PQXDH). Throws `proof_invalid` when a signature in one does not hold, `untrusted_identity`
   * when it is of another identity key than the account's.
   */
  readonly begin: (bundles: KeyBundles) => Promise<void>;
  /** The present session only opens what is under way still; a new one is needed to send. */
  readonly archive: (peer: DeviceAddress) => void;
  readonly forget: (peer: DeviceAddress) => void;
  /** Takes another identity key for the account's; its sessions end. Throws where libsignal reads no key. */
  readonly replaceIdentity: (accountId: string, identityKey: Uint8Array) => void;
  /** The other identity key, serialised, that was shown last for an account than the known one; it was refused. */
  readonly untrusted: () => ReadonlyMap<string, Bytes>;
  /** Whether all that happened is that sessions went on: no key was used up, and nobody is new, refused or forgotten. */
  readonly onlyAdvanced: () => boolean;
  /** Writes which devices began sessions, also under an identity key that was refused; inside a transaction. `at`: milliseconds. */
  readonly writeMet: (at: number) => void;
  /** Writes what changed, that too; inside a transaction. `at`: milliseconds. */
  readonly write: (at: number) => void;
  /** After the commit. */
  readonly keep: () => void;
}

const seenAt = (facts: EnvelopeFacts | undefined, at: number): SeenEnvelope | undefined =>
  facts && { ...facts, at };

/** Read again only of the last envelope that goes to a device in one transaction. */
const sentFacts = (envelope: OutgoingEnvelope | undefined): EnvelopeFacts | undefined =>
  envelope && factsOfEnvelope(envelope.type, toBytes(envelope.content));

/**
 * A unit of work over `base`. `now` in milliseconds decides whether a session that was never answered is too old; `isWithheld`, for
 * whom nothing may be encrypted.
 */
export const createSessionUnit = (
  base: KeyBase,
  now: number,
  isWithheld: (accountId: string) => boolean = () => false,
): SessionUnit => {
  const overlay: Overlay = {
    base,
    sessions: new Map(),
    identities: new Map(),
    untrusted: new Map(),
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

  const received = new Map<string, EnvelopeFacts>();
  const sent = new Map<string, OutgoingEnvelope>();
  const hashes = new Map<PublicKey, string>();
  /** Of the account's key as the unit sees it, which is the one that a message was just opened under. */
  const keyHashOf = (accountId: string): string => {
    const key = identityOf(overlay, accountId);
    if (!key) throw new Error('no identity key');
    const hash = hashes.get(key) ?? toKeyHash(key.serialize());
    hashes.set(key, hash);
    return hash;
  };

  const met = createMetDevices(base.keys);

  const open = async (
    peer: DeviceAddress,
    type: EnvelopeType,
    content: Bytes,
  ): Promise<{ readonly padded: Bytes; readonly seen: EnvelopeFacts }> => {
    const { sessions, identities } = storesOf(peer);
    const address = base.addressOf(peer);
    if (type === CiphertextMessageType.Whisper) {
      const message = SignalMessage.deserialize(content);
      const padded = await signalDecrypt(message, address, base.address, sessions, identities);
      return { padded, seen: factsOfMessage(message) };
    }
    own ??= createOwnPreKeyStores(overlay);
    const message = PreKeySignalMessage.deserialize(content);
    const padded = await signalDecryptPreKey(
      message,
      address,
      base.address,
      sessions,
      identities,
      own.preKeys,
      own.signed,
      own.kyber,
    );
    const key = identityOf(overlay, peer.accountId);
    if (key) met.add(peer, message.registrationId(), key.serialize(), true);
    return { padded, seen: factsOfFirst(message) };
  };

  const decrypt = async (
    peer: DeviceAddress,
    type: EnvelopeType,
    content: Uint8Array,
  ): Promise<Decrypted> => {
    if (type !== CiphertextMessageType.Whisper && type !== CiphertextMessageType.PreKey)
      return { kind: 'unreadable' };
    try {
      const { padded, seen } = await open(peer, type, toBytes(content));
      received.set(addressName(peer), seen);
      return { kind: 'plaintext', padded, keyHash: keyHashOf(peer.accountId), seen };
    } catch (error) {
      if (LibSignalErrorBase.is(error, ErrorCode.DuplicatedMessage)) return { kind: 'duplicate' };
      const other = overlay.untrusted.get(peer.accountId);
      if (!other || !LibSignalErrorBase.is(error, ErrorCode.UntrustedIdentity))
        return { kind: 'unreadable' };
      const identityKey = other.serialize();
      if (type === CiphertextMessageType.PreKey)
        met.add(
          peer,
          PreKeySignalMessage.deserialize(toBytes(content)).registrationId(),
          identityKey,
          false,
        );
      return { kind: 'untrusted', identityKey };
    }
  };

  return {
    own: base.own,
    devices,
    isWithheld,
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
        if (registrationId < 1 || registrationId > maxRegistrationId) {
          overlay.sessions.set(addressName(peer), { peer, record: null });
          return null;
        }
        const envelope = {
          deviceId: peer.deviceId,
          registrationId,
          type: message.type() as EnvelopeType,
          content: message.serialize(),
        };
        sent.set(addressName(peer), envelope);
        return envelope;
      } catch {
        overlay.sessions.set(addressName(peer), { peer, record: null });
        return null;
      }
    },
    unseal: (content, options) => unsealEnvelope(base, content, options),
    decrypt: async (peer, type, content, key) => {
      if (key === undefined) return decrypt(peer, type, content);
      const known = identityOf(overlay, peer.accountId);
      // What goes on in a session is under the key of that session.
      if (type === CiphertextMessageType.Whisper)
        return known?.equals(key) ? decrypt(peer, type, content) : { kind: 'unreadable' };
      const isFirst = !known && base.mayMeet(peer.accountId, key);
      if (isFirst) overlay.identities.set(peer.accountId, key);
      const decrypted = await decrypt(peer, type, content);
      if (isFirst && decrypted.kind !== 'plaintext') overlay.identities.delete(peer.accountId);
      const isUnderKey =
        decrypted.kind === 'untrusted'
          ? key.equals(PublicKey.deserialize(decrypted.identityKey))
          : (known?.equals(key) ?? true);
      if (isUnderKey) return decrypted;
      overlay.untrusted.delete(peer.accountId);
      received.delete(addressName(peer));
      met.forget(peer);
      return { kind: 'forged' };
    },
    begin: async (bundles) => {
      const shown = toLibsignalIdentity(bundles);
      const { accountId } = bundles;
      const isKnown = isExpected(overlay, accountId, shown);
      for (const { deviceId, registrationId } of bundles.devices)
        met.add({ accountId, deviceId }, registrationId, shown.serialize(), isKnown);
      // Also where no device is named: what the server shows is what it says of the account.
      if (!isKnown) {
        overlay.untrusted.set(accountId, shown);
        throw new CodedError('untrusted_identity');
      }
      for (const { deviceId, bundle } of toLibsignalBundles(bundles)) {
        const peer = { accountId, deviceId };
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
          throw new CodedError('proof_invalid', { cause: error });
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
    replaceIdentity: (accountId, identityKey) => {
      overlay.identities.set(accountId, PublicKey.deserialize(toBytes(identityKey)));
      for (const deviceId of devices(accountId))
        overlay.sessions.set(addressName({ accountId, deviceId }), {
          peer: { accountId, deviceId },
          record: null,
        });
    },
    untrusted: () =>
      new Map([...overlay.untrusted].map(([accountId, key]) => [accountId, key.serialize()])),
    onlyAdvanced: () =>
      overlay.untrusted.size === 0 &&
      overlay.identities.size === 0 &&
      overlay.usedPreKeys.size === 0 &&
      overlay.usedKyber.length === 0 &&
      [...overlay.sessions.values()].every(({ record }) => record !== null),
    writeMet: met.write,
    write: (at) => {
      const { keys } = base;
      const saved = [];
      for (const [name, { peer, record }] of overlay.sessions) {
        if (record)
          saved.push({
            ...peer,
            record: record.serialize(),
            received: seenAt(received.get(name), at),
            sent: seenAt(sentFacts(sent.get(name)), at),
          });
        else keys.removeSession(peer.accountId, peer.deviceId);
      }
      if (saved.length > 0) keys.saveSessions(saved);
      for (const [accountId, key] of overlay.identities)
        keys.savePeerIdentity(accountId, key.serialize(), at);
      met.write(at);
      if (overlay.usedPreKeys.size > 0) keys.removePreKeys('one_time', [...overlay.usedPreKeys]);
      // A last-resort key used again with the same base key is a replay; what it carried is dropped by its message id.
      for (const use of overlay.usedKyber)
        keys.markKyberPreKeyUsed(use.keyId, use.signedPreKeyId, use.baseKey);
    },
    keep: () => {
      for (const [name, { record }] of overlay.sessions) base.keepSession(name, record);
      for (const [accountId, key] of overlay.identities) base.keepIdentity(accountId, key);
      for (const accountId of met.newTo())
        if (!overlay.identities.has(accountId)) base.metDevice(accountId);
    },
  };
};
