import { generateKeyPairSync, sign as signEd25519 } from 'node:crypto';
import { KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import { type DeviceKeys, signingKeyCertificateBytes } from '../../../../contract/wire/keys.ts';

export interface TestIdentity {
  readonly identityKey: string;
  /** Signs as its devices do (Ed25519), base64. */
  readonly signAsDevice: (bytes: Uint8Array) => string;
  /** Signs as the identity itself, base64. */
  readonly sign: (bytes: Uint8Array) => string;
  /** Another identity for the same device. */
  readonly renewed: () => TestIdentity;
  /** Keys of a device, signed by this identity. One-time key numbers start at `firstKeyId`. */
  readonly deviceKeys: (options?: {
    preKeys?: number;
    kyberPreKeys?: number;
    firstKeyId?: number;
    registrationId?: number;
  }) => DeviceKeys;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const createTestIdentity = (signing = generateKeyPairSync('ed25519')): TestIdentity => {
  const identity = PrivateKey.generate();
  const sign = (bytes: Uint8Array<ArrayBuffer>) => base64(identity.sign(bytes));
  const signedKey = (keyId: number, publicKey: Uint8Array<ArrayBuffer>) => ({
    keyId,
    publicKey: base64(publicKey),
    signature: sign(publicKey),
  });
  const signingKey = new Uint8Array(
    signing.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
  );
  const ec = () => PrivateKey.generate().getPublicKey().serialize();
  const kyber = () => KEMKeyPair.generate().getPublicKey().serialize();
  return {
    identityKey: base64(identity.getPublicKey().serialize()),
    sign: (bytes) => sign(new Uint8Array(bytes)),
    renewed: () => createTestIdentity(signing),
    signAsDevice: (bytes) => base64(signEd25519(null, bytes, signing.privateKey)),
    deviceKeys: ({ preKeys = 3, kyberPreKeys = 2, firstKeyId = 1, registrationId = 4242 } = {}) => {
      return {
        registrationId,
        signingKey: base64(signingKey),
        signingKeySignature: sign(new Uint8Array(signingKeyCertificateBytes(signingKey))),
        signedPreKey: signedKey(1, ec()),
        lastResortKyberPreKey: signedKey(1, kyber()),
        preKeys: Array.from({ length: preKeys }, (_, at) => ({
          keyId: firstKeyId + at,
          publicKey: base64(ec()),
        })),
        kyberPreKeys: Array.from({ length: kyberPreKeys }, (_, at) =>
          signedKey(firstKeyId + 1_000 + at, kyber()),
        ),
      };
    },
  };
};
