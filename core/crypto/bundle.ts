import { KEMPublicKey, PreKeyBundle, PublicKey } from '@signalapp/libsignal-client';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import { fromBase64 } from './bytes.ts';

/** The identity key that the bundles are of. Throws `proof_invalid` when it is none. */
export const toLibsignalIdentity = ({
  identityKey,
}: Pick<KeyBundles, 'identityKey'>): PublicKey => {
  try {
    return PublicKey.deserialize(fromBase64(identityKey));
  } catch (error) {
    throw new CodedError('proof_invalid', { cause: error });
  }
};

/** The server's bundles as libsignal wants them. Throws `proof_invalid` when a key in them is none; signatures are checked when used. */
export const toLibsignalBundles = (
  bundles: KeyBundles,
): readonly { readonly deviceId: number; readonly bundle: PreKeyBundle }[] => {
  const identity = toLibsignalIdentity(bundles);
  try {
    return bundles.devices.map((device) => ({
      deviceId: device.deviceId,
      bundle: PreKeyBundle.new(
        device.registrationId,
        device.deviceId,
        device.preKey?.keyId ?? null,
        device.preKey ? PublicKey.deserialize(fromBase64(device.preKey.publicKey)) : null,
        device.signedPreKey.keyId,
        PublicKey.deserialize(fromBase64(device.signedPreKey.publicKey)),
        fromBase64(device.signedPreKey.signature),
        identity,
        device.kyberPreKey.keyId,
        KEMPublicKey.deserialize(fromBase64(device.kyberPreKey.publicKey)),
        fromBase64(device.kyberPreKey.signature),
      ),
    }));
  } catch (error) {
    throw new CodedError('proof_invalid', { cause: error });
  }
};
