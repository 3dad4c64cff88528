import {
  IdentityKeyPair,
  KEMKeyPair,
  KyberPreKeyRecord,
  PreKeyRecord,
  PrivateKey,
  SignedPreKeyRecord,
} from '@signalapp/libsignal-client';
import { type DeviceKeys, signingKeyCertificateBytes } from '../../contract/wire/keys.ts';
import type { Random } from '../platform/types.ts';
import { type Bytes, toBase64, toBytes } from './bytes.ts';
import { signingPublicKey } from './signing.ts';

/** A key as kept (a serialised libsignal record) and as published. */
export interface KeptKey<P> {
  readonly keyId: number;
  readonly record: Bytes;
  readonly published: P;
}
export type KeptPreKey = KeptKey<DeviceKeys['preKeys'][number]>;
export type KeptSignedPreKey = KeptKey<DeviceKeys['signedPreKey']>;
export type KeptKyberPreKey = KeptKey<DeviceKeys['lastResortKyberPreKey']>;

/** The secret of an account (identity) and of this device (registration id, signing seed). */
export interface OwnKeys {
  readonly identityPublicKey: Bytes;
  readonly identityPrivateKey: Bytes;
  /** 1 to 0x3fff. */
  readonly registrationId: number;
  /** 32 bytes: an Ed25519 seed (RFC 8032). */
  readonly signingSeed: Bytes;
}

/** A new device, of a new account unless its identity is given. */
export const generateOwnKeys = (
  random: Random,
  identity: IdentityKeyPair = IdentityKeyPair.generate(),
): OwnKeys => {
  const view = new DataView(random.bytes(2).buffer);
  return {
    identityPublicKey: identity.publicKey.serialize(),
    identityPrivateKey: identity.privateKey.serialize(),
    registrationId: (view.getUint16(0) % 0x3fff) + 1,
    signingSeed: random.bytes(32),
  };
};

/** `count` one-time EC pre-keys from `firstKeyId` on. */
export const generatePreKeys = (firstKeyId: number, count: number): readonly KeptPreKey[] =>
  Array.from({ length: count }, (_, index) => {
    const keyId = firstKeyId + index;
    const privateKey = PrivateKey.generate();
    const publicKey = privateKey.getPublicKey();
    return {
      keyId,
      record: PreKeyRecord.new(keyId, publicKey, privateKey).serialize(),
      published: { keyId, publicKey: toBase64(publicKey.serialize()) },
    };
  });

/** A pre-key signed by the identity (X3DH section 2.4). `now` in milliseconds goes into the record. */
export const generateSignedPreKey = (
  own: OwnKeys,
  keyId: number,
  now: number,
): KeptSignedPreKey => {
  const privateKey = PrivateKey.generate();
  const publicKey = privateKey.getPublicKey();
  const serialized = publicKey.serialize();
  const signature = PrivateKey.deserialize(own.identityPrivateKey).sign(serialized);
  const record = SignedPreKeyRecord.new(keyId, now, publicKey, privateKey, signature).serialize();
  return {
    keyId,
    record,
    published: { keyId, publicKey: toBase64(serialized), signature: toBase64(signature) },
  };
};

/** `count` Kyber-1024 pre-keys signed by the identity (PQXDH section 2.2), from `firstKeyId` on. */
export const generateKyberPreKeys = (
  own: OwnKeys,
  firstKeyId: number,
  count: number,
  now: number,
): readonly KeptKyberPreKey[] => {
  const identity = PrivateKey.deserialize(own.identityPrivateKey);
  return Array.from({ length: count }, (_, index) => {
    const keyId = firstKeyId + index;
    const pair = KEMKeyPair.generate();
    const publicKey = pair.getPublicKey().serialize();
    const signature = identity.sign(publicKey);
    return {
      keyId,
      record: KyberPreKeyRecord.new(keyId, now, pair, signature).serialize(),
      published: { keyId, publicKey: toBase64(publicKey), signature: toBase64(signature) },
    };
  });
};

/** What a new device publishes of its keys. */
export const toDeviceKeys = (
  own: OwnKeys,
  keys: {
    readonly signed: KeptSignedPreKey;
    readonly lastResort: KeptKyberPreKey;
    readonly preKeys: readonly KeptPreKey[];
    readonly kyberPreKeys: readonly KeptKyberPreKey[];
  },
): DeviceKeys => {
  const signingKey = signingPublicKey(own.signingSeed);
  return {
    registrationId: own.registrationId,
    signingKey: toBase64(signingKey),
    signingKeySignature: toBase64(
      PrivateKey.deserialize(own.identityPrivateKey).sign(
        toBytes(signingKeyCertificateBytes(signingKey)),
      ),
    ),
    signedPreKey: keys.signed.published,
    lastResortKyberPreKey: keys.lastResort.published,
    preKeys: keys.preKeys.map((key) => key.published),
    kyberPreKeys: keys.kyberPreKeys.map((key) => key.published),
  };
};
