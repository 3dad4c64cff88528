import { KEMPublicKey, PublicKey } from '@signalapp/libsignal-client';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { newKeysBytes } from '../../../contract/wire/devices.ts';
import { type DeviceKeys, signingKeyCertificateBytes } from '../../../contract/wire/keys.ts';

interface AddedKeys {
  readonly signedPreKey?: SignedKey | undefined;
  readonly lastResortKyberPreKey?: SignedKey | undefined;
  readonly preKeys: readonly OneTimeKey[];
  readonly kyberPreKeys: readonly SignedKey[];
}

interface SortedKeys {
  readonly signed: readonly SignedKey[];
  readonly kyber: readonly SignedKey[];
  readonly oneTime: readonly OneTimeKey[];
}

type SignedKey = DeviceKeys['signedPreKey'];
type OneTimeKey = DeviceKeys['preKeys'][number];

/** Checks that what a device publishes is well formed and signed by its account's identity. */
export interface Certificates {
  /** Throws `proof_invalid`. */
  readonly checkDevice: (identityKey: string, device: DeviceKeys) => void;
  /** Throws `proof_invalid`. */
  readonly checkAdded: (identityKey: string, keys: AddedKeys) => void;
  /** That both identities sign that one takes the other's place. Throws `proof_invalid`. */
  readonly checkNewKeys: (
    change: Parameters<typeof newKeysBytes>[0],
    proofs: { readonly proof: string; readonly formerProof: string },
  ) => void;
}

const bytes = (base64: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(base64, 'base64'));

const demand = (holds: boolean): void => {
  if (!holds) throw new CodedError('proof_invalid');
};

/** libsignal throws for bytes that are no key; to a caller that is the same as a wrong signature. */
const refused = <Result>(work: () => Result): Result => {
  try {
    return work();
  } catch {
    throw new CodedError('proof_invalid');
  }
};

/** Verification only: keys and signatures as in PQXDH section 2.2; no session can be made with what is imported here. */
export const createCertificates = (): Certificates => {
  const checkKeys = (identityKey: string, { signed, kyber, oneTime }: SortedKeys): void =>
    refused(() => {
      const identity = PublicKey.deserialize(bytes(identityKey));
      for (const { publicKey, signature } of signed) {
        PublicKey.deserialize(bytes(publicKey));
        demand(identity.verify(bytes(publicKey), bytes(signature)));
      }
      for (const { publicKey, signature } of kyber) {
        KEMPublicKey.deserialize(bytes(publicKey));
        demand(identity.verify(bytes(publicKey), bytes(signature)));
      }
      for (const { publicKey } of oneTime) PublicKey.deserialize(bytes(publicKey));
    });
  return {
    checkAdded: (identityKey, { signedPreKey, lastResortKyberPreKey, preKeys, kyberPreKeys }) =>
      checkKeys(identityKey, {
        signed: signedPreKey === undefined ? [] : [signedPreKey],
        kyber:
          lastResortKyberPreKey === undefined
            ? kyberPreKeys
            : [lastResortKyberPreKey, ...kyberPreKeys],
        oneTime: preKeys,
      }),
    checkNewKeys: (change, { proof, formerProof }) =>
      refused(() => {
        const signed = new Uint8Array(newKeysBytes(change));
        const by = (identityKey: string, signature: string): boolean =>
          PublicKey.deserialize(bytes(identityKey)).verify(signed, bytes(signature));
        demand(by(change.identityKey, proof) && by(change.formerKey, formerProof));
      }),
    checkDevice: (identityKey, device) => {
      const signingKey = bytes(device.signingKey);
      demand(signingKey.length === 32);
      refused(() => {
        const identity = PublicKey.deserialize(bytes(identityKey));
        demand(
          identity.verify(
            new Uint8Array(signingKeyCertificateBytes(signingKey)),
            bytes(device.signingKeySignature),
          ),
        );
      });
      checkKeys(identityKey, {
        signed: [device.signedPreKey],
        kyber: [device.lastResortKyberPreKey, ...device.kyberPreKeys],
        oneTime: device.preKeys,
      });
    },
  };
};
