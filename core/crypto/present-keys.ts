import { CodedError } from '../../contract/errors/coded-error.ts';
import type { KeysRepository } from '../store/types/keys.ts';
import { createKeyBase, type DeviceAddress, type KeyBase } from './key-base.ts';
import { toKeyHash } from './key-hash.ts';

/** The keys of the present account, made ready at their first use. */
export interface PresentKeys {
  /** Throws `not_registered` without an account or its keys. */
  readonly of: (own: DeviceAddress | null) => KeyBase;
  /** Other keys have taken their place, or none. */
  readonly forget: () => void;
}

/** Hears, after the commit, of keys that were taken for an account's, and of its devices that were met for the first time. */
export interface HearsOfKeys {
  readonly onIdentity: (accountId: string) => void;
  readonly onDevice: (accountId: string) => void;
}

/** Over the database, from which they are read once. `mayMeet`: whether a key of this SHA-256, in hex, may be an account's first. */
export const createPresentKeys = (
  keys: KeysRepository,
  hears: () => HearsOfKeys,
  mayMeet: (accountId: string, keyHash: string) => boolean,
): PresentKeys => {
  let base: KeyBase | null = null;
  return {
    of: (own) => {
      if (base) return base;
      const identity = keys.identity();
      if (!own || !identity) throw new CodedError('not_registered');
      const { keyPair, registrationId } = identity;
      const made = createKeyBase({ keys, own, keyPair, registrationId });
      base = {
        ...made,
        mayMeet: (accountId, key) => mayMeet(accountId, toKeyHash(key.serialize())),
        keepIdentity: (accountId, key) => {
          made.keepIdentity(accountId, key);
          hears().onIdentity(accountId);
        },
        metDevice: (accountId) => hears().onDevice(accountId),
      };
      return base;
    },
    forget: () => {
      base = null;
    },
  };
};
