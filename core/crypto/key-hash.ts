import { createHash } from 'node:crypto';
import { IdentityKeyPair, type PublicKey } from '@signalapp/libsignal-client';
import type { KeysRepository } from '../store/types/keys.ts';
import { toBytes } from './bytes.ts';

/** The hex form of a SHA-256 that stands in base64. */
export const toHex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

/** The same the other way. */
export const fromHex = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** SHA-256 of a serialised identity key, in hex: what a verification mark is bound to. */
export const toKeyHash = (identityKey: Uint8Array): string =>
  createHash('sha256').update(identityKey).digest('hex');

/** Hash of the key that is in use of an account, as `toKeyHash`; null for none. */
export const keyHashInUse = (
  keys: Pick<KeysRepository, 'peerIdentity'>,
  accountId: string,
): string | null => {
  const known = keys.peerIdentity(accountId);
  return known && toKeyHash(known.identityKey);
};

/** The public identity key of this account itself; null where there is none. */
export const ownIdentityKey = (keys: Pick<KeysRepository, 'identity'>): PublicKey | null => {
  const identity = keys.identity();
  return identity && IdentityKeyPair.deserialize(toBytes(identity.keyPair)).publicKey;
};
