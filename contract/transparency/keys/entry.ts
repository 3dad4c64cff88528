import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '../../utf8.ts';
import type { Hash } from '../hashing.ts';

/** A device as everybody who writes to its account sees it. */
export interface KeyedDevice {
  readonly deviceId: number;
  readonly registrationId: number;
}

/** What one version of an account's entry says; null: the account is gone. */
export type KeyState = {
  /** A serialised Curve25519 public key, base64. */
  readonly identityKey: string;
  readonly devices: readonly KeyedDevice[];
} | null;

/** Bytes that hide what a commitment is to, until they are shown. */
export const nonceLength = 32;

/**
 * Where an account stands in the map: SHA-256 of its id. An id is random (122 bits) and lives once, so that nobody who does not
 * have it can find its label by trying.
 */
export const accountLabel = (accountId: string): Hash =>
  sha256(utf8ToBytes(`bisik-key-label-v1\naccount\n${accountId}`));

/** The same for the same devices, in whichever order they are told. */
export const stateText = (state: KeyState): string =>
  state === null
    ? 'gone'
    : JSON.stringify([
        state.identityKey,
        state.devices
          .map(({ deviceId, registrationId }) => [deviceId, registrationId] as const)
          .sort(([one], [other]) => one - other),
      ]);

/** Of an account that is gone nothing need be hidden: everybody can tell that this is what the version says. */
export const goneNonce = (): Uint8Array<ArrayBuffer> => new Uint8Array(nonceLength);

/** SHA-256 over a nonce and the state. Throws a RangeError for a nonce of another length. */
export const commitTo = (state: KeyState, nonce: Uint8Array): Hash => {
  if (nonce.length !== nonceLength) throw new RangeError('not a nonce');
  return sha256(
    concatBytes(utf8ToBytes('bisik-key-commitment-v1\n'), nonce, utf8ToBytes(stateText(state))),
  );
};

/** The chain before the first version: the label. */
export const firstLink = (label: Hash): Hash => label;

/** The chain after one more version: it stands for all of them, in order. */
export const nextLink = (chain: Hash, commitment: Hash): Hash =>
  sha256(concatBytes(utf8ToBytes('bisik-key-chain-v1\n'), chain, commitment));
