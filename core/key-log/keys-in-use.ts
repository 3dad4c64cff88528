import { toBase64 } from '../crypto/bytes.ts';
import { ownIdentityKey } from '../crypto/key-hash.ts';
import type { Store } from '../store/types.ts';

/** Of this account, base64; null where there are no keys. */
export const ownKeyOf = ({ keys }: Pick<Store, 'keys'>): string | null => {
  const key = ownIdentityKey(keys);
  return key && toBase64(key.serialize());
};

/** Of another account, base64; null where none is known. */
export const peerKeyOf = ({ keys }: Pick<Store, 'keys'>, accountId: string): string | null => {
  const known = keys.peerIdentity(accountId);
  return known && toBase64(known.identityKey);
};
