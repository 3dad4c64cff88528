import type { PeerDevicesRepository } from './peer-devices.ts';

export interface OwnIdentity {
  /** libsignal's serialised IdentityKeyPair. */
  readonly keyPair: Uint8Array;
  readonly registrationId: number;
  /** Ed25519 secret of this device, in the form that core chose. */
  readonly signingKey: Uint8Array;
}

/** `one_time`: EC one-time pre-keys. `signed`: signed EC pre-keys. `kyber`: one-time and last-resort Kyber keys, which share their ids. */
export type PreKeyKind = 'one_time' | 'signed' | 'kyber';

export interface PreKeyRow {
  readonly keyId: number;
  /** libsignal's serialised record. */
  readonly record: Uint8Array;
  readonly createdAt: number;
  /** Only of `kyber`: used again and again until rotated. */
  readonly lastResort: boolean;
}

/** What libsignal's public API tells of one envelope. No private record is read for it. */
export interface EnvelopeFacts {
  /** Of the message format: 3 was agreed on with X3DH, 4 with PQXDH, that is with a post-quantum key as well. */
  readonly version: number;
  /** Its number in the sender's chain, from 0; null of the first message of a session, which wraps another. */
  readonly counter: number | null;
  /** Whether it carries a part of the post-quantum ratchet; null of the first message of a session. */
  readonly pqRatchet: boolean | null;
}

/** The same, and when it was recorded, ms. */
export interface SeenEnvelope extends EnvelopeFacts {
  readonly at: number;
}

/** What was seen last of a session. */
export interface SeenSession {
  readonly deviceId: number;
  readonly received: SeenEnvelope | null;
  readonly sent: SeenEnvelope | null;
}

export interface SessionRow {
  readonly accountId: string;
  readonly deviceId: number;
  /** libsignal's serialised SessionRecord. */
  readonly record: Uint8Array;
  /** What went through it since; absent: nothing new. */
  readonly received?: SeenEnvelope | undefined;
  readonly sent?: SeenEnvelope | undefined;
}

export interface PeerIdentity {
  readonly accountId: string;
  /** Serialised public key. */
  readonly identityKey: Uint8Array;
  readonly firstSeenAt: number;
}

export interface KeysRepository extends PeerDevicesRepository {
  identity(): OwnIdentity | null;
  saveIdentity(identity: OwnIdentity): void;
  preKey(kind: PreKeyKind, keyId: number): PreKeyRow | null;
  savePreKeys(kind: PreKeyKind, rows: readonly PreKeyRow[]): void;
  removePreKeys(kind: PreKeyKind, keyIds: readonly number[]): void;
  /** The newest by creation; of `kyber`, the newest last-resort key. */
  newestPreKey(kind: 'signed' | 'kyber'): PreKeyRow | null;
  /** Removes signed keys, or last-resort Kyber keys, created before `before`, but never the newest. Returns how many. */
  removePreKeysBefore(kind: 'signed' | 'kyber', before: number): number;
  /** How many one-time keys there are that nobody used, published or not. */
  countOneTimeKeys(kind: 'one_time' | 'kyber'): number;
  /** Reserves `count` ids that were never given out here and returns the first. */
  reserveKeyIds(kind: PreKeyKind, count: number): number;
  /**
   * A message used this Kyber key. A one-time key is removed. For a last-resort key the triple is remembered;
   * false when it was used before with the same base key, which is a replay.
   */
  markKyberPreKeyUsed(keyId: number, signedPreKeyId: number, baseKey: Uint8Array): boolean;
  session(accountId: string, deviceId: number): Uint8Array | null;
  saveSessions(rows: readonly SessionRow[]): void;
  removeSession(accountId: string, deviceId: number): void;
  /** Devices of the account that have a session, ascending. */
  sessionDevices(accountId: string): readonly number[];
  /** The same, with what was seen last of each. */
  seenSessions(accountId: string): readonly SeenSession[];
  peerIdentity(accountId: string): PeerIdentity | null;
  /** Keeps the key as the present one; a former one goes into the history. */
  savePeerIdentity(
    accountId: string,
    identityKey: Uint8Array,
    at: number,
  ): 'new' | 'same' | 'changed';
  /** Former keys, newest first. */
  formerIdentities(accountId: string): readonly {
    readonly identityKey: Uint8Array;
    readonly firstSeenAt: number;
    readonly replacedAt: number;
  }[];
  /** Another own identity: own pre-keys and every session are gone, what is known of others stays. */
  renew(identity: OwnIdentity): void;
  /** Own keys, pre-keys and every session; what is known of others stays. */
  clearOwn(): void;
  /** Everything about keys, when the account was removed. */
  clear(): void;
}
