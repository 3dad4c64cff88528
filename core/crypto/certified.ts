import type { PublicKey } from '@signalapp/libsignal-client';
import type { ListedDevice } from '../../contract/wire/devices.ts';
import { signingKeyCertificateBytes } from '../../contract/wire/keys.ts';
import { fromBase64, toBytes } from './bytes.ts';

/** Whether the account's identity certified the device's signing key: a server can list devices, and make none. */
export const isCertified = (
  identity: PublicKey,
  { signingKey, signingKeySignature }: Pick<ListedDevice, 'signingKey' | 'signingKeySignature'>,
): boolean => {
  const signature = fromBase64(signingKeySignature);
  const certified = toBytes(signingKeyCertificateBytes(fromBase64(signingKey)));
  return signature.length === 64 && identity.verify(certified, signature);
};
